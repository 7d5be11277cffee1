import * as generated from '../../../../generated/indicators/sandbox.js';
import { classOf, ownFamily } from '../dataobjects/own-paths.js';
import { seedIndicators } from '../dataobjects/soc.js';

/**
 * The indicator family, as the sandbox plays it: threat indicators, by their own paths. Their states have no
 * rules: no source knows any.
 */
export const indicators = ownFamily(generated, {
  dataClass: classOf('indicators'),
  usual: { status: 'Open', defanged: false },
  form: 'UpdateIndicatorRequestBody',
  example: {
    id: '28f61af50fc9452aa0ed5ea25c3cc3d3',
    name: 'demo_indicator_name',
    value: '203.0.113.10',
    verdict: 'Black',
    status: 'Open',
  },
  soc: seedIndicators,
});
