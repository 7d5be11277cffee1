import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSampleSettings } from '../../../scripts/docs/samples/settings.js';
import { UserError } from '../../../scripts/lib/cli.js';
import { companions } from '../../lib/files.js';
import { wrongMembers } from './sdk-names.js';

describe('The settings of the samples', () => {
  let folder: string;
  let good: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'settings-'));
    good = await readFile(companions.samples as string, 'utf8');
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('are optional', () => {
    expect(readSampleSettings(undefined)).toBeUndefined();
  });

  test.each([
    ['no client', /^client:.*$/m, '', '"client" is missing; it must be a text'],
    ['an empty package', /^package:.*$/m, "package: ''", '"package" is missing'],
    ['no variable for the token', /^ +token:.*$/m, '', '"environment.token" is missing'],
    [
      'a token in place of its variable',
      /SECMASTER_TOKEN/,
      'MIIabc==',
      '"environment.token" must be the name of a variable in capitals',
    ],
    ['an SDK that has no package', /^ +package: com.*$/m, '', '"sdk.java.package" is missing'],
    ['no members', /^ +members:(\n {4}.*)*/m, '', '"sdk.members" is missing; it must be an object'],
    [
      'a word that says nothing of a member',
      /severity: constant/,
      'severity: enumeration',
      '"Alert.severity" of "sdk.members" must be the name of a class or one of constant,',
    ],
    ['no environment', /^environment:(\n .*)*/m, '', '"environment.endpoint" is missing'],
    ['broken YAML', /^package:/m, 'package: [', 'invalid YAML'],
  ])('with %s are refused', async (_, pattern, replacement, message) => {
    const damaged = good.replace(pattern, replacement);
    expect(damaged).not.toBe(good);
    await writeFile(join(folder, 'samples.yaml'), damaged);
    const read = () => readSampleSettings(join(folder, 'samples.yaml'));
    expect(read).toThrow(UserError);
    expect(read).toThrow(message);
    await rm(join(folder, 'samples.yaml'));
  });
});

describe('The settings of the samples in the SDKs', () => {
  test('say of members what the SDKs have', () => {
    expect(wrongMembers(readSampleSettings(companions.samples)?.sdk?.members ?? {})).toEqual([]);
  });

  test.each([
    ['a constant for a text', 'Alert.title', 'constant'],
    ['a class of another member', 'AlertNetworkList.dest_geo', 'AlertSrcGeo'],
    ['a class that no SDK has', 'AlertNetworkList.geo', 'AlertDestGeo'],
    [
      'an optional member that is required',
      'CreateAopWorkflowVersionApprovelInfo.result',
      'optional',
    ],
    ['a header to be absent that is there', 'ListAlertsRequest.Content-Type', 'absent'],
    ['a request to lack a header that is no request', 'ListAlarmsRequest.Content-Type', 'absent'],
    ['a text for a number', 'AlertNetworkList.src_port', 'string'],
    ['a map for a class', 'Alert.environment', 'map'],
  ])('are refused if they claim %s', (_, member, word) => {
    expect(wrongMembers({ [member]: word })).toEqual([member]);
  });
});
