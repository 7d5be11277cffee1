import type { LifeCycle, Occasion, RequestedOccasion, Walk } from '../life-cycle/life-cycle.js';
import type { Role, SandboxUser, Users } from '../sign-in/users.js';
import type { RecordCheck } from '../world/state-check.js';
import type { Json, WorldRecord } from '../world/table.js';
import type { Workspace, World } from '../world/world.js';
import type { Described, DescribedOperation, Validator } from './described.js';
import type { ReadRequest, RequestRules } from './request.js';

/** A valid request of a caller who may make it. */
export interface Call extends ReadRequest, RequestedOccasion {
  readonly operation: DescribedOperation;
  readonly user: SandboxUser;
  /** The one that the call is made in; of an operation about a project, what lies above its workspaces. */
  readonly workspace: Workspace;
  readonly validators: Readonly<Record<string, Validator>>;
  readonly faultOfRecord: RecordCheck;
}

/**
 * Carries out an operation: moves data, and leaves every change of a state to the life cycle.
 *
 * @returns the body of the success: JSON, a list of it, bytes, or an empty text for none
 */
export type Handler = (call: Call) => Json | readonly Json[] | Uint8Array | string;

/** Handlers by the ids of their operations. */
export type Handlers = Readonly<Record<string, Handler>>;

/** A family of operations that the sandbox plays. */
export interface SandboxFamily extends RequestRules {
  readonly described: Described;
  readonly handlers: Handlers;
  /** Whether its operations are about a project, and not about what is in one workspace. */
  readonly scope?: 'project';
  /** The role that an operation asks for, if it does more than read or write. */
  readonly roles?: Readonly<Record<string, Role>>;
  /** How the records of a collection go through the nodes of a diagram. */
  readonly walks?: Readonly<Record<string, Walk>>;
  /** What a record of a collection does when it is due, in place of what its life cycle says. */
  readonly elapses?: Readonly<Record<string, (occasion: Occasion, record: WorldRecord) => void>>;
  /** Its collections, each with the body of the success that shows a record: what makes one valid. */
  readonly shown: Readonly<
    Record<string, { readonly operation: string; readonly body: (data: Json, inner: Json) => Json }>
  >;
  /** Fills an empty world, as requests would have done. */
  readonly seeds?: Readonly<Partial<Record<SeedName, (seeding: Seeding) => void>>>;
}

/** What the build has written of a family. */
export type GeneratedFamily = Pick<SandboxFamily, 'validators'> & { readonly described: unknown };

/** Joins what the build has written of a family with what the sandbox does with it. */
export function familyOf(
  { described, validators }: GeneratedFamily,
  played: Omit<SandboxFamily, 'described' | 'validators'>,
): SandboxFamily {
  return { described: described as Described, validators, ...played };
}

/** What fills an empty world. */
export interface Seeding {
  readonly world: World;
  readonly workspace: Workspace;
  readonly region: string;
  readonly users: Users;
  /** The time at which the sandbox starts; whatever is there has happened before. */
  readonly now: number;
  readonly lifeCycle: (collection: string) => LifeCycle;
  /** A request that came at a time, for the life cycles. */
  readonly request: (at: number, operation: string, body: Json) => RequestedOccasion;
  /** Lets time go on until then. */
  readonly goOn: (until: number) => void;
}

/** What a world can begin with. */
export const seedNames = ['empty', 'examples', 'soc'] as const;

/** One of these. */
export type SeedName = (typeof seedNames)[number];

/** The region, the project and the workspace that are there from the start. */
export interface Home {
  readonly region: string;
  readonly project: string;
  readonly workspace: string;
}
