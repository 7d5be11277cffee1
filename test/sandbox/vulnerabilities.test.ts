import { beforeEach, describe, expect, test } from '@jest/globals';
import { clientOnSandbox, now } from '../lib/on-sandbox.js';

let { client } = clientOnSandbox({ seed: 'empty', now });
beforeEach(() => {
  ({ client } = clientOnSandbox({ seed: 'empty', now }));
});

/** Creates a vulnerability as a data object of any class, since there is no operation of its own. */
async function newVulnerability(vul_name: string): Promise<string> {
  const { data } = await client.dataobjects.createDataobject({
    dataclass_name: 'vulnerabilities',
    body: { data_object: { vul_name } },
  });
  return String(data?.id);
}

describe('A vulnerability', () => {
  test('that was created as a data object is shown and found by the paths of its own', async () => {
    const vul_id = await newVulnerability('CVE-2026-0001');
    await newVulnerability('CVE-2026-0002');
    const { data } = await client.vulnerabilities.showVulnerability({ vul_id });
    expect(data).toMatchObject({ id: vul_id, dataclass_ref: { name: 'Vulnerability' } });
    expect(data.data_object.vul_name).toBe('CVE-2026-0001');
    const condition = {
      conditions: [{ name: 'name', data: ['vul_name', '=', 'CVE-2026-0001'] }],
      logics: ['name'],
    };
    const found = await client.vulnerabilities.listVulnerabilities({ body: { condition } });
    expect(found.data.map(({ id }) => id)).toEqual([vul_id]);
    expect((await client.vulnerabilities.listVulnerabilities({})).total).toBe(2);
  });

  test('that does not exist is refused with SecMaster.20030005', async () => {
    await expect(
      client.vulnerabilities.showVulnerability({ vul_id: 'none' }),
    ).rejects.toMatchObject({ status: 400, code: 'SecMaster.20030005' });
  });
});

describe('Vulnerabilities', () => {
  test('are imported again from the file of an export, as ones that are not built in', async () => {
    const vul_id = await newVulnerability('CVE-2026-0001');
    const uploadFile = await client.vulnerabilities.exportVulnerabilities({
      body: { title: ['vul_name'] },
    });
    const { data } = await client.vulnerabilities.importVulnerabilities({ body: { uploadFile } });
    expect(data?.ids).toHaveLength(1);
    expect(data?.ids).not.toContain(vul_id);
    const imported = await client.vulnerabilities.showVulnerability({
      vul_id: String(data?.ids?.[0]),
    });
    expect(imported.data.data_object).toMatchObject({
      vul_name: 'CVE-2026-0001',
      extend_properties: { operations: { is_build_in: 'false' } },
    });
  });

  test('are refused as an import when a member has another type than the description', async () => {
    const file = await client.vulnerabilities.downloadVulnerabilityTemplate();
    const damaged = (await file.text()).replace('"sample"', '5');
    await expect(
      client.vulnerabilities.importVulnerabilities({ body: { uploadFile: new Blob([damaged]) } }),
    ).rejects.toMatchObject({ status: 400 });
  });
});
