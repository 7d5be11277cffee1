import * as generated from '../../../../generated/dataclasses/sandbox.js';
import { familyOf, type Seeding } from '../../core/family.js';
import { dataClasses } from './data-classes.js';
import { dataClassHandlers } from './dataclasses.js';

/** The type of alerts that the description has as its example. */
function exampleType({ world, workspace, users: [user], now }: Seeding): void {
  const id = '2312dad0-0fc0-314d-bf18-5a87e99c3b16';
  const data = {
    ...{ id, dataclass_id: dataClasses[0]?.id, dataclass_business_code: 'Alert' },
    ...{ category: 'TestAlertCategory', category_code: 'Test Alert Category Code' },
    ...{ sub_category: 'TestAlertSubType', sub_category_code: 'Test Alert Sub Type Code' },
    ...{ description: '', enabled: true, sla: 86_400_000, is_built_in: false },
    ...{ domain_id: '', region_id: '', layout_id: '', layout_name: '' },
    ...{ project_id: workspace.project, workspace_id: workspace.id },
    ...{ creator_id: user.id, creator_name: user.name, modifier_id: '', modifier_name: '' },
    create_time: '2025-12-19T17:31:27Z+0800',
  };
  world.add(workspace, 'dataclass-types', now, data);
}

/** The data classes, as the sandbox has them: those of SecMaster, and types that requests add. */
export const dataclasses = familyOf(generated, {
  handlers: dataClassHandlers,
  shown: { 'dataclass-types': { operation: 'createDataclassType', body: (data) => data } },
  seeds: { examples: exampleType, soc: exampleType },
});
