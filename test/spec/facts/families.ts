import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDescription } from '../../../scripts/lib/openapi/document.js';
import { readFacts, type FamilyFacts } from '../../../scripts/lib/facts.js';
import type { MeantDifference } from './compare.js';
import type { CommonFacts } from './expected.js';
import { withOneName, type SameSchemas } from './same-schemas.js';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** The description that the facts are compared with. */
export const description = readDescription(join(folder, '../../../generated/openapi.json'));

/** The folder of what is written by hand. */
export const specFolder = join(folder, '../../../spec');

/** What a file of facts says beside the facts. */
interface Readings {
  readonly differences?: readonly MeantDifference[];
  /** Where sources contradict each other, by the number of the decision. */
  readonly discrepancies?: Readonly<Record<string, string>>;
  /** Readings of our own, by the number of the decision. */
  readonly readings?: Readonly<Record<string, string>>;
  /** Schemas that the description has once. */
  readonly same_schemas?: readonly SameSchemas[];
}

/** What holds for every operation. */
export const common = readFacts<CommonFacts & Readings & { sources: Record<string, Source> }>(
  join(folder, 'common.yaml'),
);

interface Source {
  readonly repository: string;
  readonly date: string;
}

/** Names of the files of facts: one per family. */
export const familyNames = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && !name.endsWith('.examples.yaml'))
  .map((name) => name.replace(/\.yaml$/, ''))
  .filter((name) => name !== 'common');

/** The facts of each family. */
export const families = familyNames
  .map((name) => readFacts<FamilyFacts & Readings>(join(folder, `${name}.yaml`)))
  .map((family) => withOneName(family, family.same_schemas));

/** What every file says beside the facts. */
export const readings: readonly Readings[] = [...families, common];

/** A body or the parameters of a request, printed or put together from printed members. */
export interface Example {
  readonly origin: 'documented' | 'composed';
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, unknown>>;
}

/** The examples of each operation. */
export const examples: Readonly<
  Record<string, { readonly requests?: Example[]; readonly answers?: Example[] }>
> = Object.assign(
  {},
  ...readdirSync(folder)
    .filter((name) => name.endsWith('.examples.yaml'))
    .map((name) => readFacts<object>(join(folder, name))),
);
