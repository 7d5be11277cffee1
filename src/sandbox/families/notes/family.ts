import * as generated from '../../../../generated/notes/sandbox.js';
import { familyOf, type Call, type Seeding } from '../../core/family.js';
import { between, filterOf, readPage } from '../../core/paging.js';
import type { Json } from '../../world/table.js';
import { eachOf, pick, success, timeText } from '../../core/answers.js';

const withEnvelope = (data: Json): Json => ({ ...success, success: true, data });

function addNote(
  { world, workspace, user, now }: Pick<Call, 'world' | 'workspace' | 'user' | 'now'>,
  { content, ...others }: Json,
): Json {
  const id = world.random.uuid();
  const time = timeText(now);
  const data = {
    ...{ create_time: time, update_time: time, data: { content }, id },
    ...{ is_deleted: false, marked_note: true, project_id: workspace.project },
    ...others,
    user: { id: user.id, name: user.name },
    workspace_id: workspace.id,
    // As the console would show it (N02).
    content: { come_from: user.name, occurred_time: time, value: `<p>${escaped(content)}</p>` },
  };
  world.add(workspace, 'notes', now, data);
  return data;
}

/** The first comment on each incident of a believable centre. */
function noteOnIncidents({ world, workspace, users: [user] }: Seeding): void {
  for (const { id, createdAt } of workspace.table('incidents').all()) {
    const about = { world, workspace, user, now: createdAt + 600_000 };
    const content = 'I have told the owners of the hosts.';
    addNote(about, { war_room_id: id, type: 'textMessage', content, note_type: 'note' });
  }
}

/** A text as HTML shows it. */
function escaped(text: unknown): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  return String(text).replace(/[&<>]/g, (character) => entities[character] ?? character);
}

export const notes = familyOf(generated, {
  handlers: {
    createNote: (call) => withEnvelope(addNote(call, call.body as Json)),

    deleteNotes({ world, workspace, body }) {
      const { batch_ids: ids } = body as { batch_ids: readonly string[] };
      const { success_ids, error_ids } = eachOf(ids, (id) => {
        const isThere = workspace.table('notes').get(id) !== undefined;
        world.remove(workspace, 'notes', id);
        return isThere;
      });
      return { ...success, data: { success_ids, error_ids } };
    },

    listNotes(call) {
      const filters = call.body as Json;
      // Which of the times is meant, what can be sorted by and how a page is numbered is our reading.
      call.restsOn(['inferred']);
      const query = { ...filters, order: String(filters['order']).toUpperCase() };
      const { records, total, offset, limit } = readPage(
        { ...call, query },
        'notes',
        filterOf(pick(filters, ['war_room_id'])),
        between(filters['from_date'], filters['to_date']),
      );
      const page = limit === 0 ? 0 : Math.floor(offset / limit);
      return { ...success, total, size: limit, page, success: true, data: records };
    },
  },
  shown: { notes: { operation: 'createNote', body: withEnvelope } },
  seeds: { soc: noteOnIncidents },
});
