import * as generated from '../../../../generated/vulnerabilities/sandbox.js';
import { classOf, ownFamily, withData } from '../dataobjects/own-paths.js';
import { seedVulnerabilities } from '../dataobjects/soc.js';

/**
 * The vulnerability family, as the sandbox plays it: they come by an import, or as data objects of any class do.
 * Those that come from a file are no built-in ones.
 */
export const vulnerabilities = ownFamily(generated, {
  dataClass: classOf('vulnerabilities'),
  usual: { extend_properties: { operations: { is_build_in: 'false' } } },
  // No request has a vulnerability in it.
  form: 'ShowVulnerabilityResponse',
  formed: (object) => withData({ id: '', data_object: object }),
  page: { success: true },
  example: {
    id: '8f0c2a31-5b7e-4c1d-9a46-2d1f6a0b7c54',
    vul_name: 'demo_vulnerability_name',
    resource_num: 1,
  },
  soc: seedVulnerabilities,
});
