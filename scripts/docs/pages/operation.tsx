import type { Request } from '../model/request.js';
import type { Operation } from '../model/site.js';
import { familyPath, guidePath, operationPath, tagPath } from '../paths.js';
import { TryIt } from '../try-it/section.js';
import { newPage, usePage, type Docs } from './context.js';
import { Codes, Html, Line, PageLink, renderPage } from './frame.js';
import { Facts, RequestParts, Samples } from './request.js';
import { Errors, ResponsePart } from './responses.js';
import { Section, type Look } from './section.js';

/** Method and path; a long path breaks behind its slashes. */
export function Address({ operation: { method, path } }: { operation: Request }) {
  return (
    <>
      <span class={`method ${method.toLowerCase()}`}>{method}</span>{' '}
      <code>
        {path.split(/(?<=\/)/).map((part, index) => (
          <>
            {index === 0 ? null : <wbr />}
            {part}
          </>
        ))}
      </code>
    </>
  );
}

function LifeCycle({ look }: { look: Look }) {
  const page = usePage();
  const cycles = page.docs.steps.get(look.operation.id)?.cycles ?? [];
  if (cycles.length === 0) return null;
  return (
    <Section look={look} id="life-cycle" text={page.words.lifeCycle}>
      {cycles.map(({ name, title, picture, lines, guide }) => (
        <div class="cycle">
          <div>
            <p class="label">
              {guide === undefined ? (
                title
              ) : (
                <a href={page.to(`${guidePath(guide)}#${name}`)}>{title}</a>
              )}
            </p>
            <ul>
              {lines.map((line) => (
                <li dangerouslySetInnerHTML={{ __html: page.line(line) }} />
              ))}
            </ul>
          </div>
          {look.level === 1 ? <Html class="picture" html={picture} /> : null}
        </div>
      ))}
    </Section>
  );
}

function Sources({ look }: { look: Look }) {
  const page = usePage();
  const { words, docs } = page;
  const { sources, decisions } = look.operation;
  const readings = decisions.filter((number) => docs.decisions.has(number));
  if (sources.length + readings.length === 0) return null;
  return (
    <Section look={look} id="sources" text={words.sources} class="sources">
      <ul>
        {sources.map(({ document, url, date, undated, note }) => (
          <li>
            {url === undefined ? document : <a href={url}>{document}</a>}
            {date === undefined ? null : ` ${date}`}
            {undated === true ? ` ${words.undated}` : null}
            {note === undefined ? null : (
              <>
                {words.comma}
                <Line markdown={note} />
              </>
            )}
          </li>
        ))}
      </ul>
      {readings.length === 0 ? null : (
        <>
          <p class="label">{words.readings}</p>
          <ul>
            {readings.map((number) => (
              <li>
                <a href={page.to(`${guidePath('decisions')}#${number.toLowerCase()}`)}>{number}</a>{' '}
                <Line markdown={docs.decisions.get(number)!} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Callbacks({ look }: { look: Look }) {
  const { callbacks } = look.operation;
  if (callbacks.length === 0) return null;
  return (
    <Section look={look} id="callbacks" text={usePage().words.callbacks}>
      {callbacks.map((operation, index) => (
        <OperationArticle
          operation={operation}
          prefix={`${look.prefix}callback-${index}.`}
          level={3}
        />
      ))}
    </Section>
  );
}

/** The steps before and after this one, for a page of its own. */
function Neighbours({ operation }: { operation: Operation }) {
  const { docs, words } = usePage();
  const { previous = [], next = [] } = docs.steps.get(operation.id) ?? {};
  if (previous.length + next.length === 0) return null;
  const part = (name: string, list: readonly Operation[], side: string) => (
    <div class={side}>
      {list.length === 0 ? null : <p class="label">{name}</p>}
      {list.map((one) => (
        <PageLink path={operationPath(one)}>
          <strong>{one.title}</strong> <code>{one.id}</code>
        </PageLink>
      ))}
    </div>
  );
  return (
    <nav class="neighbours" aria-label={words.flow}>
      {part(words.previous, previous, 'previous')}
      {part(words.next, next, 'next')}
    </nav>
  );
}

/** An operation, complete in itself. */
export function OperationArticle(look: Look) {
  const page = usePage();
  const { operation, prefix, level } = look;
  const { id, title, deprecated, description, responses, sentBy } = operation;
  return (
    <article class="operation-article">
      {level === 1 ? (
        <h1>{title}</h1>
      ) : (
        <h3 id={sentBy === undefined ? `operation-${id}` : `${prefix}sent`}>{title}</h3>
      )}
      <p class="identity">
        <Codes values={[...new Set([id, sentBy ?? id])]} between={page.words.comma} />
        {deprecated ? <span class="mark">{page.words.deprecated}</span> : null}
      </p>
      <div class="address">
        <Address operation={operation} />
      </div>
      <div class="pair request">
        <div>
          <Html class="description" html={page.html(description, { headingOffset: level + 1 })} />
          <RequestParts look={look} />
          <Facts look={look} />
        </div>
        <Samples look={look} />
      </div>
      {level === 1 && page.self ? <TryIt operation={page.self} /> : null}
      {responses.map((response) => (
        <ResponsePart look={look} response={response} />
      ))}
      <Errors look={look} />
      <Callbacks look={look} />
      <LifeCycle look={look} />
      <Sources look={look} />
      {level === 1 && page.self ? <Neighbours operation={page.self} /> : null}
    </article>
  );
}

/** The first sentence of a text, on one line, without its markup. */
export function firstSentence(markdown: string): string {
  const [paragraph = ''] = markdown.trim().split(/\n\s*\n/);
  const line = paragraph.replace(/\s+/g, ' ');
  return /^.*?(?:[.](?=\s|$)|。)/.exec(line)?.[0] ?? line;
}

/** Writes the page of an operation. */
export function operationPage(docs: Docs, operation: Operation): string {
  const { family, tag, title, id, method, path } = operation;
  return renderPage(
    newPage(docs, operationPath(operation), operation),
    {
      title: `${title} (${id})`,
      description: `${method} ${path}`,
      kind: 'operation',
      part: 'reference',
      family,
      scripts: ['try-it'],
    },
    <>
      <p class="crumbs">
        <PageLink path={familyPath(family)}>{family.name}</PageLink>
        {family.tags.length === 1 ? null : (
          <>
            {' › '}
            <PageLink path={tagPath(tag, family)}>{tag.title}</PageLink>
          </>
        )}
      </p>
      <OperationArticle operation={operation} prefix="" level={1} />
    </>,
  );
}
