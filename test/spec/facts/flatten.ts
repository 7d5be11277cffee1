import type { ApiShape, Direction, Member, OperationShape, Shape } from './shape.js';

/** Single facts: a place below the subject, such as `request.body.name.type`, and its value. */
export type Facts = ReadonlyMap<string, string>;

/** The facts of each subject: an operation, `schemas.X`, `enums.X`, `servers` or `tags`. */
export type FactsBySubject = ReadonlyMap<string, Facts>;

const LISTED = 'listed';

/** Turns the common form into single facts, one map per subject. */
export function flatten(api: ApiShape): FactsBySubject {
  const subjects = new Map<string, Facts>();
  for (const [operationId, operation] of Object.entries(api.operations)) {
    subjects.set(operationId, flattenOperation(operation));
  }
  for (const [name, { direction, shape }] of Object.entries(api.schemas)) {
    subjects.set(
      `schemas.${name}`,
      collect((facts) => addShape(facts, '', shape, direction)),
    );
  }
  for (const [name, shape] of Object.entries(api.enums)) {
    subjects.set(
      `enums.${name}`,
      collect((facts) => addShape(facts, '', shape, 'response')),
    );
  }
  subjects.set(
    'servers',
    collect((facts) => {
      for (const [url, variables] of Object.entries(api.servers)) {
        facts.set(url, LISTED);
        for (const [name, values] of Object.entries(variables)) {
          for (const value of values) facts.set(`${name}.enum.${value}`, LISTED);
        }
      }
    }),
  );
  subjects.set(
    'tags',
    collect((facts) => api.tags.forEach((tag) => facts.set(tag, LISTED))),
  );
  return subjects;
}

/** How many single facts there are in all subjects together. */
export function countFacts(subjects: FactsBySubject): number {
  return [...subjects.values()].reduce((sum, facts) => sum + facts.size, 0);
}

function flattenOperation(operation: OperationShape): Facts {
  return collect((facts) => {
    facts.set('method', operation.method);
    facts.set('path', operation.path);
    for (const tag of operation.tags) facts.set(`tag.${tag}`, LISTED);
    for (const way of operation.security) facts.set(`security.${way}`, 'accepted');
    for (const [name, parameter] of Object.entries(operation.parameters)) {
      facts.set(`parameter.${name}.in`, parameter.in);
      addMember(facts, `parameter.${name}`, parameter, 'request');
    }
    if (operation.body) {
      facts.set('request.required', String(operation.body.required));
      facts.set('request.body.schema', operation.body.schema);
      for (const type of operation.body.mediaTypes) facts.set(`request.${type}`, LISTED);
      addShape(facts, 'request.body', operation.body.shape, 'request');
    }
    for (const [status, response] of Object.entries(operation.responses)) {
      const place = `response.${status}`;
      facts.set(place, 'documented');
      for (const [name, header] of Object.entries(response.headers)) {
        addMember(facts, `${place}.header.${name}`, header, 'request');
      }
      for (const type of response.mediaTypes) facts.set(`${place}.${type}`, LISTED);
      if (response.shape) addShape(facts, `${place}.body`, response.shape, 'response');
    }
  });
}

function addMember(facts: Map<string, string>, place: string, member: Member, to: Direction): void {
  // Which members an answer always carries is this project's own reading, not the sources'.
  if (to === 'request') facts.set(`${place}.required`, String(member.required));
  addShape(facts, place, member.shape, to);
}

function addShape(facts: Map<string, string>, place: string, shape: Shape, to: Direction): void {
  const at = (name: string) => (place === '' ? name : `${place}.${name}`);
  for (const [keyword, value] of Object.entries(shape.keywords)) facts.set(at(keyword), value);
  if (!isEveryBoolean(shape)) {
    for (const value of shape.values ?? []) facts.set(at(`enum.${value}`), LISTED);
  }
  if (shape.closed !== undefined) facts.set(at('closed'), shape.closed ? 'yes' : 'no');
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    addMember(facts, at(name), member, to);
  }
  if (shape.items) addShape(facts, at('items'), shape.items, to);
  if (shape.additional) addShape(facts, at('<any name>'), shape.additional, to);
}

/** A boolean that may be true or false is not restricted, however the branches spell it out. */
function isEveryBoolean(shape: Shape): boolean {
  return shape.keywords['type'] === 'boolean' && new Set(shape.values).size === 2;
}

function collect(fill: (facts: Map<string, string>) => void): Facts {
  const facts = new Map<string, string>();
  fill(facts);
  return facts;
}
