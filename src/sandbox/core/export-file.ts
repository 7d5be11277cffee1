import { isObject } from '../../values.js';
import type { Json } from '../world/table.js';
import type { Call } from './family.js';
import { readJson } from './json.js';
import { invalidParameters, serviceRefusal } from './refusal.js';

/** What files hold that the sandbox exports and imports again. */
interface ExportedKind {
  /** The member that holds the records. */
  readonly member: string;
  /** What marks a file as one of this sandbox. */
  readonly format: string;
  /** What the description has in place of a file, which is imported as one with nothing in it. */
  readonly placeholder: RegExp;
  /** Numbers of the decisions that a refusal rests on. */
  readonly decisions?: readonly string[];
}

/** A record in a file, with the bodies of its versions. */
export type ExportedOwner = Json & { readonly versions: readonly Json[] };

/** Writes and reads files in a form of the sandbox: those of the service are not documented. */
export function exportFile({ member, format, placeholder, decisions = [] }: ExportedKind) {
  /** The refusal of a file. */
  const unreadable = (why = 'it is no file that the sandbox has exported') =>
    serviceRefusal(
      invalidParameters,
      `Invalid parameters: uploadFile cannot be imported, ${why}.`,
      { decisions },
    );
  return {
    unreadable,

    write: (records: readonly Json[]): Uint8Array =>
      new TextEncoder().encode(JSON.stringify({ format, version: 1, [member]: records })),

    /**
     * Reads the records of an uploaded file.
     *
     * @param isLenient - whether a file that is not marked as one of these has none
     * @throws Refusal if it was not exported here
     */
    read({ parts }: Pick<Call, 'parts'>, isLenient = false): readonly Json[] {
      const bytes = parts.get('uploadFile')?.bytes ?? new Uint8Array();
      const start = new TextDecoder().decode(bytes.subarray(0, 64));
      if (placeholder.test(start) || (isLenient && !start.includes(format))) return [];
      let file: unknown;
      try {
        file = readJson(bytes);
      } catch {
        throw unreadable();
      }
      const { format: found, version, [member]: records } = (file ?? {}) as Json;
      const isOurs = found === format && Array.isArray(records) && records.every(isObject);
      if (!isOurs) throw unreadable();
      if (version === 1) return records;
      throw unreadable(`its version is ${JSON.stringify(version)}`);
    },
  };
}
