import type { Handlers } from '../../core/family.js';
import { readJson } from '../../core/json.js';
import { invalidParameters, serviceRefusal } from '../../core/refusal.js';
import type { Json } from '../../world/table.js';
import { tableOf } from '../../world/world.js';
import { pick } from '../../core/answers.js';
import { envelope } from './answers.js';
import { newPlaybook, takeDataClass } from './playbooks.js';
import { asBody, newVersion } from './versions.js';

/** What the description has in place of a file. */
const placeholder = '{"Playbook file"}';

/** Marks a file as one that this sandbox can import. */
const format = { format: 'secmaster-sandbox-playbooks', version: 1 };

/** A playbook in a file: the bodies that create it and its versions. */
type ExportedPlaybook = Json & { readonly versions: readonly Json[] };

/** The handlers that carry playbooks from one workspace to another. */
export const transferHandlers: Handlers = {
  exportPlaybook({ lifeCycle, workspace, body, occasion }) {
    // Neither the format of the file is documented nor what is exported if nothing is named.
    occasion.restsOn(['inferred', 'P17']);
    const { id: ids = [] } = (body ?? {}) as { id?: readonly string[] };
    const playbooks = ids.map((id): ExportedPlaybook => {
      const { data } = lifeCycle('playbooks').find(workspace, id);
      const versions = tableOf(workspace, 'playbook-versions').childrenOf(id);
      return {
        ...pick(data, ['name', 'description']),
        versions: versions.map((version) => asBody(version.data)),
      };
    });
    return new TextEncoder().encode(JSON.stringify({ ...format, playbooks }));
  },

  importPlaybook(call) {
    const { lifeCycle, world, parts, occasion, body } = call;
    occasion.restsOn(['inferred', 'P17']);
    const playbooks = readFile(parts.get('uploadFile')?.bytes ?? new Uint8Array());
    if ((body as Json)['upload_model'] === 'verify') return envelope;
    for (const exported of playbooks) {
      const draft = newPlaybook(call, world.random.uuid(), exported);
      const playbook = lifeCycle('playbooks').begin(occasion, draft);
      for (const version of exported.versions) {
        lifeCycle('playbook-versions').begin(
          occasion,
          newVersion(call, world.random.uuid(), playbook, version),
        );
        takeDataClass(call, playbook, String(version['dataclass_id']));
      }
    }
    return envelope;
  },
};

/** Reads a file that was exported here. */
function readFile(bytes: Uint8Array): ExportedPlaybook[] {
  if (new TextDecoder().decode(bytes) === placeholder) return [];
  let file: unknown;
  try {
    file = readJson(bytes);
  } catch {
    throw unreadable();
  }
  const { format: found, version, playbooks } = (file ?? {}) as Json;
  const isOurs =
    found === format.format &&
    version === format.version &&
    Array.isArray(playbooks) &&
    (playbooks as Partial<ExportedPlaybook>[]).every(
      (one) => typeof one['name'] === 'string' && Array.isArray(one.versions),
    );
  if (!isOurs) throw unreadable();
  return playbooks as ExportedPlaybook[];
}

const unreadable = () =>
  serviceRefusal(
    invalidParameters,
    'Invalid parameters: uploadFile cannot be imported, it is no file that the sandbox has exported.',
    { decisions: ['P17'] },
  );
