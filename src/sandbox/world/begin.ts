import type { Core } from '../core/core.js';
import { seedNames, type Home, type SeedName, type Seeding } from '../core/family.js';
import { memberAt } from '../life-cycle/members.js';
import { usualSettings } from '../settings.js';
import type { Users } from '../sign-in/users.js';
import { checkState } from './state-check.js';
import type { WorldRecord } from './table.js';
import { World, type Collection, type WorldState } from './world.js';

/** What a world begins with. */
export interface Beginning {
  readonly seed: SeedName | WorldState;
  /** From it come all ids. */
  readonly random: string;
  readonly home: Home;
  readonly users: Users;
  readonly now: number;
}

/**
 * Makes a world that begins with a seed.
 *
 * @throws TypeError if the seed is unknown, or breaks what the description says of records
 */
export function beginWorld(core: Core, beginning: Beginning): World {
  const { seed, random, home, users, now } = beginning;
  const names = new Set(core.families.flatMap(({ shown }) => Object.keys(shown)));
  const collections = [...names].map((name): Collection => {
    const parent = core.lifeCycles.get(name)?.rules.parent;
    const parentOf = parent && (({ data }: WorldRecord) => String(memberAt(data, parent.key)));
    return { name, parentOf };
  });
  const world = new World(collections, random);
  if (typeof seed === 'object') {
    world.load(checkState(structuredClone(seed), core.faultOfRecord));
    return world;
  }
  // What has happened before the start went by the usual rules, however the sandbox is set.
  const settings = { ...usualSettings, readings: core.usualReadings };
  const workspace = world.addWorkspace(home.project, home.workspace);
  const about = core.occasion({ world, workspace, settings, now });
  const seeding: Seeding = {
    ...{ world, workspace, now, users, region: home.region },
    lifeCycle: about.lifeCycle,
    request: (at, id, body) => ({ ...about, now: at, operation: { id }, body, user: users[0] }),
    goOn: (until) => core.advance(world, settings, until),
  };
  if (!seedNames.includes(seed)) {
    const known = seedNames.join(', ');
    throw new TypeError(`There is no seed ${JSON.stringify(seed)}; the seeds are ${known}.`);
  }
  for (const { seeds } of core.families) seeds?.[seed]?.(seeding);
  core.advance(world, settings, now);
  return world;
}
