import { beforeEach, describe, expect, test } from '@jest/globals';
import { clientOnSandbox, now } from '../lib/on-sandbox.js';

let { sandbox, client } = clientOnSandbox({ now });
beforeEach(() => {
  ({ sandbox, client } = clientOnSandbox({ now }));
});

const write = async (content: string, war_room_id = 'alert') =>
  (
    await client.notes.createNote({
      body: { type: 'textMessage', note_type: 'note', content, war_room_id },
    })
  ).data;

describe('The comments of the sandbox', () => {
  test('are written and found on their object, newest first', async () => {
    const first = await write('a < b');
    sandbox.control.clock.advance(1000);
    const second = await write('second');
    await write('elsewhere', 'incident');
    expect(first).toMatchObject({
      create_time: '2026-07-02T09:25:17.400Z+0800',
      data: { content: 'a < b' },
      content: { value: '<p>a &lt; b</p>' },
      user: { name: 'admin' },
      is_deleted: false,
    });
    const found = await client.notes.listNotes({ body: { war_room_id: 'alert' } });
    expect(found).toMatchObject({ total: 2, page: 0, size: 10 });
    expect(found.data).toEqual([second, first]);
    const oldest = await client.notes.listNotes({
      body: { war_room_id: 'alert', sort_by: 'create_time', order: 'asc' },
    });
    expect(oldest.data).toEqual([first, second]);
    const later = await client.notes.listNotes({
      body: { war_room_id: 'alert', from_date: '2026-07-02T09:25:18.000Z+0800' },
    });
    expect(later.data).toEqual([second]);
  });

  test('are deleted, and said to be so one by one', async () => {
    const { id } = await write('a');
    const { data } = await client.notes.deleteNotes({ body: { batch_ids: [id, 'unknown'] } });
    expect(data).toEqual({ success_ids: [id], error_ids: ['unknown'] });
    expect((await client.notes.listNotes({ body: {} })).total).toBe(0);
  });

  test('come one by one from a list of many pages', async () => {
    const written = new Set<string>();
    for (let index = 0; index < 234; index += 1) written.add((await write(`${index}`)).id);
    const read: string[] = [];
    for await (const { id } of client.notes.paginate.listNotes({ body: { limit: 50 } }))
      read.push(id);
    expect(read).toHaveLength(234);
    expect(new Set(read)).toEqual(written);
  });
});
