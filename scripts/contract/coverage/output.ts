import { isDeepStrictEqual } from 'node:util';
import type { Description } from '../../lib/description.js';
import type { Judge } from '../../lib/schema-judge.js';
import type { Answer } from '../answer.js';
import { bareMediaType, isJson, readJson } from '../oracle/media-type.js';
import { responsesFor, type ContractOperation, type ContractResponse } from '../operation.js';
import { readSchema } from './schema-tally.js';
import type { Tally } from './tally.js';

/**
 * Names what an operation can answer.
 *
 * @returns what marks the items that an answer reaches; one that is not documented reaches none
 */
export function readOutput(
  description: Description,
  judgeAt: (pointer: string) => Judge,
  operation: ContractOperation,
  tally: Tally,
): (answer: Answer) => void {
  const readings = new Map(operation.responses.map((response) => [response, read(response)]));
  return (answer) => {
    const documented = responsesFor(operation, answer.status);
    const wanted = documented.find(({ mediaType }) => fits(mediaType, answer.mediaType));
    for (const response of documented) {
      readings.get(response)?.status();
      if (response === wanted) readings.get(response)?.content(answer);
    }
  };

  function read(response: ContractResponse): {
    status: () => void;
    content: (answer: Answer) => void;
  } {
    const { status, mediaType } = response;
    const alone = operation.responses.filter((one) => one.status === status).length === 1;
    const label = alone ? status : `${status} ${mediaType}`;
    // `default` is of no class.
    const markClass = /^\d/.test(status)
      ? tally.item('status-class', `${status.charAt(0)}XX`)
      : undefined;
    const markStatus = tally.item('status', status);
    const markType =
      mediaType === '' ? undefined : tally.item('response-type', `${status} ${mediaType}`);
    const reachValue = readSchema(
      {
        description,
        judgeAt,
        without: 'writeOnly',
        items: {
          member: (name) => tally.item('response-member', `${label} ${name}`),
          value: (name) => tally.item('response-value', `${label} ${name}`),
          branch: (name) => tally.item('response-branch', `${label} ${name}`),
        },
      },
      response.schema,
    );
    const examples = response.examples.map(({ name, value }) => ({
      value,
      mark: tally.item('response-example', `${label} ${name === '' ? 'example' : name}`),
    }));
    const judge = judgeAt(response.schema);
    // A server repeats itself, above all a mock; reading one answer once is enough.
    const seen = new Set<string>();
    return {
      status() {
        markClass?.();
        markStatus();
      },
      content(answer) {
        const key = `${answer.mediaType} ${answer.text}`;
        if (seen.has(key)) return;
        seen.add(key);
        const value = isJson(answer.mediaType) ? readJson(answer.text) : answer.text;
        if (judge(value).length > 0) return;
        markType?.();
        reachValue(value);
        for (const example of examples) {
          if (isDeepStrictEqual(example.value, value)) example.mark();
        }
      },
    };
  }
}

function fits(documented: string, sent: string): boolean {
  const wanted = bareMediaType(documented);
  return wanted === sent || (sent !== '' && ['*/*', `${sent.split('/')[0]}/*`].includes(wanted));
}
