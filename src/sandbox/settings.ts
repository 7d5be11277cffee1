import type { Readings } from './life-cycle/rules.js';

/** How requests have to sign in: not at all, by anything that looks like it, or truly. */
export type SignInMode = 'off' | 'presence' | 'strict';

/** What can be set while a sandbox runs. */
export interface Settings {
  readonly auth: SignInMode;
  /** Whether a workspace has to be known, or is there once it is asked for. */
  readonly workspaces: 'known' | 'any';
  /** Whether the author of a version is refused as its reviewer; no source says so. */
  readonly fourEyes: boolean;
  /** Milliseconds that a node of a diagram takes in a run. */
  readonly nodeTime: number;
  /** Requests a minute that pass the gateway, in each project; 0 for no limit. */
  readonly throttle: number;
  /** The readings of what no source settles, by their names in the life-cycle files. */
  readonly readings: Readings;
}

/** What holds unless it is set. */
export const usualSettings: Omit<Settings, 'readings'> = {
  auth: 'presence',
  workspaces: 'known',
  fourEyes: false,
  nodeTime: 500,
  throttle: 0,
};

/**
 * Settings with some of them changed.
 *
 * @throws TypeError that names a reading or value which no life cycle has
 */
export function changedSettings(
  settings: Settings,
  changes: Partial<Settings>,
  known: Readonly<Record<string, readonly string[]>>,
): Settings {
  for (const [name, value] of Object.entries(changes.readings ?? {})) {
    const values = Object.hasOwn(known, name) ? known[name] : undefined;
    if (values === undefined) {
      throw new TypeError(
        `There is no reading ${JSON.stringify(name)}; the readings are ${Object.keys(known).join(', ')}.`,
      );
    }
    if (!values.includes(value)) {
      throw new TypeError(`The reading ${name} must be one of ${values.join(', ')}.`);
    }
  }
  const given = Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined),
  );
  return {
    ...settings,
    ...given,
    readings: { ...settings.readings, ...changes.readings },
  };
}
