import { readSampleSettings } from '../../../scripts/docs/samples/settings.js';
import { familiesOf } from '../../../scripts/lib/families.js';
import { listOperations } from '../../../scripts/lib/operation-list.js';
import { companions } from '../../lib/files.js';
import { documentIn } from '../document.js';

const { families = [] } = readSampleSettings(companions.samples)?.sdk ?? {};
const compared = familiesOf(documentIn('en'))
  .filter(({ folder }) => families.includes(folder))
  .flatMap(({ document }) => listOperations(document).map(({ id }) => id));

/** Whether an operation has samples in a language of code: in those of the SDKs only some families have. */
export function hasSamples(id: string, label: string): boolean {
  return compared.includes(id) || !['Python', 'Java', 'Go'].includes(label);
}
