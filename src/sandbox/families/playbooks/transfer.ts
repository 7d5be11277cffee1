import type { Call, Handlers } from '../../core/family.js';
import { exportFile, type ExportedOwner } from '../../core/export-file.js';
import type { Json } from '../../world/table.js';
import { pick } from '../../core/answers.js';
import { envelope } from './answers.js';
import { addPlaybook } from './playbooks.js';
import { addVersion, asBody } from './versions.js';

const file = exportFile({
  ...{ member: 'playbooks', format: 'secmaster-sandbox-playbooks' },
  placeholder: /^\{"Playbook file"\}$/,
  decisions: ['P17'],
});

/** The handlers that carry playbooks from one workspace to another. */
export const transferHandlers: Handlers = {
  exportPlaybook({ lifeCycle, workspace, body, restsOn }) {
    // Neither the format of the file is documented nor what is exported if nothing is named.
    restsOn(['inferred', 'P17']);
    const { id: ids = [] } = (body ?? {}) as { id?: readonly string[] };
    const playbooks = ids.map((id): ExportedOwner => {
      const { data } = lifeCycle('playbooks').find(workspace, id);
      const versions = workspace.table('playbook-versions').childrenOf(id);
      return {
        ...pick(data, ['name', 'description']),
        versions: versions.map((version) => asBody(version.data)),
      };
    });
    return file.write(playbooks);
  },

  importPlaybook(call) {
    call.restsOn(['inferred', 'P17']);
    const playbooks = readFile(call);
    if ((call.body as Json)['upload_model'] === 'verify') return envelope;
    for (const exported of playbooks) {
      const playbook = addPlaybook(call, exported);
      for (const version of exported.versions) addVersion(call, playbook, version);
    }
    return envelope;
  },
};

/** The playbooks in a file that was exported here. */
function readFile(call: Call): readonly ExportedOwner[] {
  const playbooks = file.read(call) as readonly Partial<ExportedOwner>[];
  const areWhole = playbooks.every(
    (one) => typeof one['name'] === 'string' && Array.isArray(one.versions),
  );
  if (!areWhole) throw file.unreadable();
  return playbooks as readonly ExportedOwner[];
}
