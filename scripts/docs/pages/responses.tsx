import { cureOf, errorAnchor } from '../guides/guides.js';
import type { Example, Response } from '../model/request.js';
import { guidePath } from '../paths.js';
import { usePage } from './context.js';
import { Body, Fields } from './fields.js';
import { Line, PageLink, Text } from './frame.js';
import { Examples, Media, Section, type Look } from './section.js';

/** A response that is no failure. */
export function ResponsePart({ look, response }: { look: Look; response: Response }) {
  const { words } = usePage();
  const { status, description, headers, contents } = response;
  const id = `response-${status}`;
  return (
    <Section look={look} id={id} text={`${words.response} ${status}`}>
      <Text markdown={description} />
      {contents.map((content, index) => (
        <div class="pair">
          <div>
            <Media look={look} content={content} index={index} />
          </div>
          <Examples look={look} id={`${id}-example-${index}`} examples={content.examples} />
        </div>
      ))}
      {headers.length === 0 ? null : (
        <>
          <p class="label">{words.headers}</p>
          <Fields fields={headers} prefix={`${look.prefix}header.`} />
        </>
      )}
      <Links response={response} />
    </Section>
  );
}

function Links({ response: { links } }: { response: Response }) {
  const page = usePage();
  if (links.length === 0) return null;
  return (
    <>
      <p class="label">{page.words.goOn}</p>
      <ul>
        {links.map((link) => (
          <li dangerouslySetInnerHTML={{ __html: page.line(link) }} />
        ))}
      </ul>
    </>
  );
}

/** Failures that differ in nothing but their status are one. */
function groupErrors(errors: readonly Response[]): { statuses: string[]; error: Response }[] {
  const groups = new Map<string, { statuses: string[]; error: Response }>();
  for (const error of errors) {
    const key = JSON.stringify({ ...error, status: '' }, (name, value: unknown) =>
      name === 'anchor' ? undefined : value,
    );
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { statuses: [error.status], error });
    else known.statuses.push(error.status);
  }
  return [...groups.values()];
}

/** An example of a failure: its code, what it means, and what to do about it. */
function ErrorItem({ example, statuses }: { example: Example; statuses: readonly string[] }) {
  const page = usePage();
  const { words, docs } = page;
  const { code = '', title } = example;
  const cure = cureOf(docs.cures, code, statuses);
  const row = errorAnchor(code, docs.targets.anchors);
  const name = code && <code>{code}</code>;
  return (
    <li>
      {row === undefined ? name : <a href={page.to(`${guidePath('errors')}#${row}`)}>{name}</a>}{' '}
      {title}
      {cure === undefined ? null : (
        <p class="cure">
          <strong>{words.cure}</strong>
          {words.colon}
          <Line markdown={cure} />
        </p>
      )}
    </li>
  );
}

/** The failures of an operation, with what to do about each. */
export function Errors({ look }: { look: Look }) {
  const { words, docs } = usePage();
  const { errors } = look.operation;
  if (errors.length === 0) return null;
  const guide = docs.guides.find(({ name }) => name === 'errors');
  return (
    <Section look={look} id="errors" text={words.errors}>
      {groupErrors(errors).map(({ statuses, error }) => {
        const examples = error.contents.flatMap((content) => content.examples);
        return (
          <div class="pair error">
            <div>
              <p class="statuses">
                {statuses.map((status) => (
                  <span class="status" id={`${look.prefix}error-${status}`}>
                    {status}
                  </span>
                ))}
              </p>
              <Text markdown={error.description} />
              <ul class="codes">
                {examples.map((example) => (
                  <ErrorItem example={example} statuses={statuses} />
                ))}
              </ul>
              {error.contents.map(
                ({ mediaType, shape }) =>
                  shape && (
                    <details>
                      <summary>{words.fieldsOf(shape.type)}</summary>
                      <p class="media">
                        <code>{mediaType}</code>
                      </p>
                      <Body shape={shape} prefix={`${look.prefix}error-`} />
                    </details>
                  ),
              )}
              {error.headers.length === 0 ? null : (
                <details>
                  <summary>{words.headers}</summary>
                  <Fields fields={error.headers} prefix={`${look.prefix}header.`} />
                </details>
              )}
              <Links response={error} />
            </div>
            <Examples look={look} id={`error-${error.status}`} examples={examples} />
          </div>
        );
      })}
      {guide === undefined ? null : (
        <p>
          {words.errorsNote} <PageLink path={guidePath('errors')}>{guide.title}</PageLink>
        </p>
      )}
    </Section>
  );
}
