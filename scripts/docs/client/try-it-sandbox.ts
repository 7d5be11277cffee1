import { fetchOf } from '../../../src/sandbox/http/fetch.js';
import { families, SandboxServer, type SandboxOptions } from '../../../src/sandbox/sandbox.js';
import type { SignInMode } from '../../../src/sandbox/settings.js';
import { usualUsers } from '../../../src/sandbox/sign-in/users.js';
import type { WorldState } from '../../../src/sandbox/world/world.js';

/** A request that the sandbox was sent. */
interface SentRequest {
  method: string;
  path: string;
  status: number;
}

/** What is kept from page to page: no secret is among it. */
interface Kept {
  state: WorldState;
  /** Milliseconds that the sandbox's clock is ahead of the machine's. */
  ahead: number;
  auth: SignInMode;
  requests: SentRequest[];
}

const key = 'try-it.sandbox';
const mostRequests = 8;

function readKept(): Kept | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '') as Kept;
  } catch {
    return undefined;
  }
}

function begin(kept: Kept | undefined): SandboxServer {
  // The reader looks at the API first; that sign-in matters can be chosen.
  const options: SandboxOptions = { auth: kept?.auth ?? 'off' };
  return new SandboxServer(
    kept === undefined
      ? options
      : { ...options, seed: kept.state, now: new Date(Date.now() + kept.ahead) },
    () => Date.now(),
  );
}

/** What the form does with the sandbox inside the page. */
export type PageSandbox = ReturnType<typeof makeSandbox>;

function makeSandbox() {
  let kept = readKept();
  let server: SandboxServer;
  try {
    server = begin(kept);
  } catch {
    // It is of another edition of the docs.
    kept = undefined;
    server = begin(kept);
  }
  const { control } = server;
  const send = fetchOf(server);
  let requests = kept?.requests ?? [];
  let isKept = true;
  const keep = () => {
    const now: Kept = {
      state: control.state(),
      ahead: control.clock.now() - Date.now(),
      auth: control.settings.auth,
      requests,
    };
    try {
      sessionStorage.setItem(key, JSON.stringify(now));
      isKept = true;
    } catch {
      isKept = false;
    }
  };
  keep();
  return {
    async fetch(url: string, init: RequestInit & { method: string }): Promise<Response> {
      const answer = await send(url, init);
      const { pathname: path } = new URL(url);
      const sent = { method: init.method, path, status: answer.status };
      requests = [sent, ...requests].slice(0, mostRequests);
      keep();
      return answer;
    },
    /** Whether the browser keeps the state for the next page. */
    isKept: () => isKept,
    state: () => control.state(),
    now: () => control.clock.now(),
    requests: () => requests,
    auth: () => control.settings.auth,
    setAuth(auth: SignInMode): void {
      control.changeSettings({ auth });
      keep();
    },
    reset(): void {
      control.reset('examples');
      requests = [];
      keep();
    },
    advance(milliseconds: number): void {
      control.clock.advance(milliseconds);
      // What is due by then happens with the next request, of which there need not be one.
      server.catchUp();
      keep();
    },
    finishRuns(): void {
      server.catchUp();
      for (const { collections } of control.state().workspaces) {
        for (const { id, due } of collections['instances'] ?? []) {
          if (due !== undefined) control.finishRun(id);
        }
      }
      keep();
    },
    /** A token, and an access key, that the strictest check takes. */
    credentials() {
      const { ak, sk } = usualUsers[0];
      return { token: server.tokenFor(), ak, sk };
    },
    /** The first fault of a body; undefined if there is none, and `unchecked` if there is no schema. */
    faultOf(operation: string, body: unknown) {
      for (const { described, validators } of families) {
        const found = described.operations.find(({ id }) => id === operation);
        const validate =
          found?.body?.schema === undefined ? undefined : validators[found.body.schema];
        if (validate === undefined) continue;
        if (validate(body)) return undefined;
        const [error] = validate.errors ?? [];
        const { instancePath = '', keyword = '', params = {} } = error ?? {};
        const [value] = Object.values(params);
        const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
        return { place: instancePath.slice(1), keyword, value: text };
      }
      return 'unchecked';
    },
  };
}

(globalThis as { secMasterSandbox?: PageSandbox }).secMasterSandbox = makeSandbox();
