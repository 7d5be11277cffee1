import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DataobjectSearch } from '../../generated/dataobjects/types.js';
import { knownDataClass } from '../../src/sandbox/families/dataclasses/data-classes.js';
import {
  changeObject,
  createObject,
  deleteObjects,
  findObject,
  relatedIds,
  relateObjects,
  searchObjects,
  separateObjects,
} from '../../src/sandbox/families/dataobjects/store.js';
import { World } from '../../src/sandbox/world/world.js';

const alerts = knownDataClass('plural', 'alerts');
const incidents = knownDataClass('plural', 'incidents');
const day = 86_400_000;
const start = Date.UTC(2026, 6, 1, 16);

function newPlace() {
  const world = new World([{ name: 'alerts' }, { name: 'incidents' }], 'seed');
  return { world, workspace: world.addWorkspace('project', 'workspace'), now: start };
}

let place = newPlace();
beforeEach(() => {
  place = newPlace();
  const severities = ['Low', 'High', 'High', 'Medium'];
  severities.forEach((severity, index) => {
    const status = index === 1 ? 'Closed' : 'Open';
    const at = { ...place, now: start + index * day };
    const given = { id: `alert-${index}`, severity, handle_status: status, confidence: 9 + index };
    createObject(at, alerts, { ...given, labels: ['web', `host-${index}`] });
  });
});

const found = (search: DataobjectSearch) =>
  searchObjects(place, alerts, { order: 'ASC', ...search }).records.map(({ id }) => id.slice(-1));
const where = (...data: string[]) => ({
  condition: { conditions: [{ name: 'one', data }], logics: ['one'] },
});
const high = { name: 'high', data: ['severity', '=', 'High'] };
const open = { name: 'open', data: ['handle_status', '==', 'Open'] };
const low = { name: 'low', data: ['severity', '=', 'Low'] };

describe('A search for data objects', () => {
  test.each<[string, DataobjectSearch, string]>([
    ['everything', {}, '0123'],
    ['one value', where('severity', '=', 'High'), '12'],
    ['another value', where('severity', '!=', 'High'), '03'],
    ['a number above, not a text', where('confidence', '>', '9'), '123'],
    ['a number from', where('confidence', '>=', '11'), '23'],
    ['a number below', where('confidence', '<', '10'), '0'],
    ['a number up to', where('confidence', '<=', '10'), '01'],
    ['one of several values', where('severity', 'in', 'Low,Medium'), '03'],
    ['a time from, in another zone', where('create_time', '>=', '2026-07-02T16:00:00Z'), '123'],
    ['a part of a text', where('severity', 'contains', 'ow'), '0'],
    ['an item of a list', where('labels', '=', 'host-2'), '2'],
    ['a member of the record', where('dataclass_ref.name', '=', 'Alert'), '0123'],
    ['a member that is not there', where('verdict', '!=', 'Black'), ''],
    ['an operator that is none', where('severity', 'constructor', 'High'), ''],
    ['nothing whole', where('severity'), ''],
    ['and', { condition: { conditions: [high, open], logics: ['high', 'AND', 'open'] } }, '2'],
    ['or', { condition: { conditions: [high, low], logics: ['high', 'or', 'low'] } }, '012'],
    [
      'and before or',
      {
        condition: { conditions: [low, high, open], logics: ['low', 'or', 'high', 'and', 'open'] },
      },
      '02',
    ],
    ['all of what has no logic', { condition: { conditions: [high, open] } }, '2'],
    [
      'all of what the logic does not name',
      { condition: { conditions: [high, open], logics: ['title'] } },
      '2',
    ],
    ['a time from', { from_date: '2026-07-03T00:00:00.000+08:00' }, '123'],
    ['a time to', { to_date: '2026-07-03T00:00:00.000Z+0800' }, '01'],
    ['a time in UTC', { from_date: '2026-07-02T16:00:00.001Z' }, '23'],
    ['the latest first', { order: 'DESC' }, '3210'],
    ['a page', { offset: 1, limit: 2 }, '12'],
    ['a page behind the end', { offset: 4 }, ''],
  ])('finds %s', (_, search, expected) => {
    expect(found(search).join('')).toBe(expected);
  });

  test('counts all that fit, whatever the page is', () => {
    expect(
      searchObjects(place, alerts, { limit: 1, ...where('severity', '=', 'High') }),
    ).toMatchObject({ total: 2, records: [expect.anything()] });
  });

  test('reaches the first 9,999 and no more', () => {
    expect(searchObjects(place, alerts, { offset: 9998, limit: 1000 }).records).toEqual([]);
    for (let index = 4; index < 10_001; index += 1) createObject(place, alerts, {});
    const { records, total } = searchObjects(place, alerts, { offset: 9998, limit: 1000 });
    expect([records.length, total]).toEqual([1, 10_001]);
  });

  test('sorts by the last change, which a new relation is not', () => {
    changeObject(place, alerts, findObject(place, alerts, 'alert-1'), { severity: 'Low' });
    createObject(place, incidents, { id: 'incident' });
    relateObjects(place, alerts, 'alert-0', incidents, ['incident']);
    expect(found({ sort_by: 'update_time', order: 'DESC' }).join('')).toBe('1320');
  });
});

describe('A data object', () => {
  test('keeps the id that it is given, unless another has it', () => {
    const again = createObject(place, alerts, { id: 'alert-0' });
    expect(again.id).not.toBe('alert-0');
    expect(createObject(place, alerts, {}, { id: 'own' }).data).toMatchObject({
      ...{ id: 'own', version: 0, project_id: 'project', workspace_id: 'workspace' },
      create_time: '2026-07-02T00:00:00.000Z+0800',
      dataclass_ref: { id: alerts.id, name: 'Alert' },
      data_object: { id: 'own' },
    });
  });

  test('keeps the members that a change leaves out', () => {
    const later = { ...place, now: start + day };
    const { data } = changeObject(later, alerts, findObject(place, alerts, 'alert-0'), {
      ...{ id: 'other', handle_status: 'Closed' },
    });
    expect(data).toMatchObject({
      ...{ id: 'alert-0', version: 0, update_time: '2026-07-03T00:00:00.000Z+0800' },
      data_object: { id: 'alert-0', severity: 'Low', handle_status: 'Closed' },
    });
  });

  test('that is not there is refused', () => {
    expect(() => findObject(place, incidents, 'alert-0')).toThrow('does not exist');
  });
});

describe('The relations of data objects', () => {
  const related = (id: string) => relatedIds(findObject(place, alerts, id), incidents);
  beforeEach(() => {
    for (const id of ['one', 'two']) createObject(place, incidents, { id });
  });

  test('are there on both sides, once', () => {
    const result = relateObjects(place, alerts, 'alert-0', incidents, ['one', 'none', 'one']);
    expect(result).toEqual({ success_ids: ['one', 'one'], error_ids: ['none'] });
    expect(related('alert-0')).toEqual(['one']);
    expect(relatedIds(findObject(place, incidents, 'one'), alerts)).toEqual(['alert-0']);
  });

  test('are cut on both sides', () => {
    relateObjects(place, alerts, 'alert-0', incidents, ['one', 'two']);
    const result = separateObjects(place, incidents, 'one', alerts, ['alert-0', 'alert-1']);
    expect(result).toEqual({ success_ids: ['alert-0'], error_ids: ['alert-1'] });
    expect(related('alert-0')).toEqual(['two']);
  });

  test('go with either object', () => {
    relateObjects(place, alerts, 'alert-0', incidents, ['one', 'two']);
    expect(deleteObjects(place, incidents, ['one', 'none'])).toEqual({
      ...{ success_ids: ['one'], error_ids: ['none'] },
    });
    expect(related('alert-0')).toEqual(['two']);
  });

  test('are taken back with the request that made them', () => {
    expect(() =>
      place.world.transaction(() => {
        relateObjects(place, alerts, 'alert-0', incidents, ['one']);
        throw new Error('refused');
      }),
    ).toThrow('refused');
    expect(related('alert-0')).toEqual([]);
  });
});
