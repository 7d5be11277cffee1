import { expect, test } from '@jest/globals';
import { mergedObject } from '../../../scripts/contract/cases/json.js';

test('mergedObject keeps what only one of two objects has, also inside of their objects', () => {
  const one = { id: '7', data_object: { title: 'a', handle_status: 'Open' }, list: [1, 2] };
  const other = { data_object: { handle_status: 'Closed' }, list: [3] };
  expect(mergedObject(one, other)).toEqual({
    id: '7',
    data_object: { title: 'a', handle_status: 'Closed' },
    list: [3],
  });
  expect(one.data_object.handle_status).toBe('Open');
});
