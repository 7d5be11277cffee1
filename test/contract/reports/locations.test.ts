import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { lineTableOf, locatorOf } from '../../../scripts/contract/locations.js';
import { readDescription } from '../../../scripts/lib/openapi/document.js';
import { defaultSpec } from '../../../scripts/lib/paths.js';
import { projectRoot } from '../../../scripts/lib/process.js';
import { bundledDescription } from '../../lib/files.js';

const description = readDescription(bundledDescription);
const locate = locatorOf(description, bundledDescription);

describe('locatorOf', () => {
  const workflows = '/paths/~1v1~1{project_id}~1workspaces~1{workspace_id}~1soc~1workflows';
  it.each([
    [`${workflows}/get/operationId`, 'families/workflows/paths/workflows.yaml', 'operationId'],
    [`${workflows}/post/responses`, 'families/workflows/paths/workflows.yaml', 'responses:'],
    ['/components/schemas/AopWorkflowInfo/properties/name', 'AopWorkflowInfo.yaml', 'name:'],
    ['/components/responses/InvalidRequest/content', 'responses/InvalidRequest.yaml', 'content:'],
    ['/info/title', 'spec/openapi.yaml', 'title:'],
  ])('%s stands in the line of its file that a person edits', (pointer, file, text) => {
    const found = locate(pointer);
    expect(found?.file).toMatch(new RegExp(`^spec/.*${file.replace('spec/', '')}$`));
    const lines = readFileSync(join(projectRoot, String(found?.file)), 'utf8').split('\n');
    expect(lines[Number(found?.line) - 1]).toContain(text);
  });
});

describe('lineTableOf', () => {
  it('the table for the package has a line for each value of the bundle, and no folder of this machine', () => {
    const { files, places } = lineTableOf(description.document, defaultSpec, projectRoot);
    expect(places.length).toBeGreaterThan(3000);
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => !file.startsWith('spec/'))).toEqual([]);
  });
});
