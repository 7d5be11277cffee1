import { invalidParameters, serviceRefusal } from '../../core/refusal.js';
import type { Call, Handlers } from '../../core/family.js';
import { pageOf } from '../../core/paging.js';
import type { Json } from '../../world/table.js';
import { envelope, numbered, withData } from '../../core/answers.js';

/** When the plug-ins came; the same in every sandbox. */
const time = '2022-06-16T10:37:50Z+0800';

/** What a connection of the plug-in needs, as its `connection_config` says it (L02). */
const connectionConfig = JSON.stringify([
  { key: 'kafkaAddr', required: true },
  { key: 'userName', required: true },
  { key: 'password', required: true },
  { key: 'keyStorePassword', required: false },
]);

const queryAction = {
  id: '6b0f4c7e-2d15-4a89-9c31-8e57d2a0b6f4',
  ...{ action_name: 'queryEs', action_desc: 'Reads the matching events', action_type: 'action' },
  ...{ create_time: time, creator_name: 'system', can_update: false },
  ...{ action_version_id: 'd41c7b02-93ae-4f65-8e10-5b7f2c68a913', action_version_number: '1' },
  ...{ action_input: '[]', action_output: '[]' },
  action_versions: [
    {
      ...{ id: 'd41c7b02-93ae-4f65-8e10-5b7f2c68a913', action_version_number: '1' },
      ...{ create_time: time, creator_name: 'system', action_version_desc: 'First version' },
      ...{ action_input: '[]', action_output: '[]' },
    },
  ],
};

interface PlugIn {
  readonly data: Json & { readonly id: string; readonly name: string };
  readonly actions: readonly (Json & { readonly id: string })[];
}

/** The plug-ins of every workspace: no operation adds or removes one. */
export const plugIns: readonly PlugIn[] = [
  {
    data: {
      ...{ id: 'ad93ecc6-1723-4c2c-9976-9eb0182c2d18', name: 'KafkaPlugIn' },
      ...{ dev_language: 'python', description: 'Reads from and writes to Kafka' },
      ...{ create_time: time, update_time: time, creator_name: 'system', operation_history: [] },
      versions: [
        {
          ...{ id: '33fd1b37-1f39-4230-86c6-2d119e9f4fac', version_num: '1.0.0' },
          connection_config: connectionConfig,
        },
      ],
      component_type: 'system',
    },
    actions: [queryAction],
  },
];

function plugInOf({ path }: Call): PlugIn {
  const plugIn = plugIns.find(({ data }) => data.id === path['component_id']);
  if (plugIn !== undefined) return plugIn;
  throw serviceRefusal(invalidParameters, 'The plug-in does not exist.');
}

/** A page of what every sandbox has. */
function listed(call: Call, all: readonly Json[]): Json {
  // How many records come without a limit, and how pages are numbered, is our reading.
  call.restsOn(['inferred']);
  return { ...envelope, ...numbered(pageOf(call, all)) };
}

export const plugInHandlers: Handlers = {
  listComponents: (call) =>
    listed(
      call,
      plugIns.map(({ data }) => data),
    ),
  showComponent: (call) => withData(plugInOf(call).data),
  // All actions are enabled here, so false finds none: our reading.
  listComponentActions: (call) =>
    listed(call, call.query['enabled'] === true ? plugInOf(call).actions : []),
  showComponentAction(call) {
    const action = plugInOf(call).actions.find(({ id }) => id === call.path['action_id']);
    if (action !== undefined) return withData(action);
    throw serviceRefusal(invalidParameters, 'The action does not exist.');
  },
};
