import * as generated from '../../../../generated/attachments/sandbox.js';
import { familyOf } from '../../core/family.js';
import { invalid, invalidParameters } from '../../core/refusal.js';
import { pick, recordAt, timeText, withData } from '../../core/answers.js';

const find = recordAt(
  'attachments',
  'attach_id',
  invalidParameters,
  'The attachment does not exist.',
);

export const attachments = familyOf(generated, {
  handlers: {
    uploadAttachment({ world, workspace, user, now, parts }) {
      const fileName = parts.get('uploadFile')?.fileName;
      if (fileName === undefined) {
        throw invalid('the part uploadFile is a text, not a file with a name');
      }
      const time = timeText(now);
      const data = {
        id: world.random.uuid(),
        file_name: fileName,
        file_folder: 'user_task',
        workspace_id: workspace.id,
        creator_id: user.id,
        creator_name: user.name,
        create_time: time,
        update_time: time,
        modifier_id: '',
        modifier_name: '',
        is_deleted: 'false',
        storage_type: 'OBS',
        storage_url: '',
      };
      // The file itself is not kept: no operation of the API gives it back.
      world.add(workspace, 'attachments', now, data);
      return withData(pick(data, ['id', 'file_name', 'workspace_id']));
    },

    showAttachment: (call) => withData(find(call).data),

    downloadAttachment(call) {
      const { id, data } = find(call);
      const name = encodeURIComponent(String(data['file_name']));
      // A host that is nowhere (RFC 2606): the sandbox has no object storage.
      return withData(`https://obs.sandbox.invalid/user_task/${id}/${name}`);
    },
  },
  shown: {
    attachments: { operation: 'showAttachment', body: withData },
  },
});
