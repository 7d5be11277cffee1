/** @jsxRuntime automatic @jsxImportSource preact */
import type { Content, Example, Operation, Request, Response } from '../model/site.js';
import { errorAnchor } from '../guides/guides.js';
import { familyPath, guidePath, operationPath, tagPath } from '../paths.js';
import { Page, PageContext, usePage, type Docs } from './context.js';
import { Body, Fields } from './fields.js';
import { Codes, Fact, Html, Line, PageLink, renderPage } from './frame.js';
import { Tabs } from './tabs.js';
import { TryIt } from '../try-it/section.js';

/** How an operation is shown: on a page of its own, or among others. */
interface Look {
  operation: Request;
  /** Begins its ids, so that several operations fit on a page. */
  prefix: string;
  /** Level of its title. */
  level: 1 | 3;
}

function Heading({ look, id, text }: { look: Look; id: string; text: string }) {
  const name = look.prefix + id;
  return look.level === 1 ? <h2 id={name}>{text}</h2> : <h4 id={name}>{text}</h4>;
}

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

function Code({ text, language }: { text: string; language: string }) {
  const page = usePage();
  return <Html html={page.code(text, language)} />;
}

/** What holds for the whole operation, a line each. */
function Facts({ look }: { look: Look }) {
  const page = usePage();
  const { words, docs } = page;
  const { servers, signIn, scopes, contentType, permission } = look.operation;
  const { safeToRepeat, externalDocs } = look.operation;
  const guide = docs.targets.anchors.get('sign-in');
  if (look.operation.sentBy !== undefined && signIn.length === 0) return null;
  return (
    <section>
      <Heading look={look} id="sign-in" text={words.signInAndPermission} />
      <dl class="facts">
        {servers && (
          <Fact name={words.servers}>
            {servers.map(({ url, description, variables }, index) => (
              <>
                <code>{url}</code> <Line html={page.line(description)} />
                <Fields fields={variables} prefix={`${look.prefix}${index}.`} />
              </>
            ))}
          </Fact>
        )}
        <Fact name={words.signIn}>
          {signIn.length === 0
            ? words.noSignIn
            : signIn.map((way, index) => (
                <>
                  {index === 0 ? '' : words.or}
                  {way.length === 0 ? words.noSignIn : <Codes values={way} between={words.and} />}
                </>
              ))}{' '}
          {guide && <a href={page.to(guidePath('sign-in'))}>{words.how}</a>}
        </Fact>
        {scopes.length > 0 && (
          <Fact name={words.scopes}>
            {scopes.map((names, index) => (
              <>
                {index === 0 ? '' : words.or}
                <Codes values={names} between={words.and} />
              </>
            ))}
          </Fact>
        )}
        {contentType && (
          <Fact name={words.contentType}>
            <code>{contentType}</code>
          </Fact>
        )}
        {signIn.some((way) => way.length > 0) && (
          <Fact name={words.permission}>
            {permission === undefined ? words.permissionUnknown : <code>{permission}</code>}{' '}
            {guide?.has('permissions') && (
              <a href={page.to(`${guidePath('sign-in')}#permissions`)}>{words.permissions}</a>
            )}
          </Fact>
        )}
        {safeToRepeat !== undefined && (
          <Fact name={words.safeToRepeat}>{safeToRepeat ? words.yes : words.no}</Fact>
        )}
        {externalDocs?.url && (
          <Fact name={words.vendorPage}>
            <a href={externalDocs.url}>{externalDocs.text}</a>
          </Fact>
        )}
      </dl>
    </section>
  );
}

/** The requests of an operation: for each example, in each language of code. */
function Samples({ look }: { look: Look }) {
  const { words } = usePage();
  const { samples } = look.operation;
  const titles = [...new Set(samples.map(({ title }) => title))];
  if (titles.length === 0) return null;
  const all = look.level === 3;
  const tabs = titles.map((title, index) => {
    const own = samples.filter((sample) => sample.title === title);
    const languages = own.map(({ label, source, language }) => ({
      label,
      content: language === 'text' ? <p>{source}</p> : <Code text={source} language={language} />,
    }));
    const id = `${look.prefix}sample-${index}`;
    return {
      label: title,
      content: <Tabs id={id} name={words.samples} tabs={languages} all={all} kind="language" />,
    };
  });
  return (
    <section class="samples" aria-label={words.samples}>
      <Tabs id={`${look.prefix}sample`} name={words.examples} tabs={tabs} all={all} />
    </section>
  );
}

function Examples({
  look,
  id,
  examples,
}: {
  look: Look;
  id: string;
  examples: readonly Example[];
}) {
  const page = usePage();
  const { words } = page;
  if (examples.length === 0) return null;
  const tabs = examples.map(({ title, description, text, language }) => ({
    label: title || words.example,
    content: (
      <>
        <Html html={page.html(description)} />
        {text && <Code text={text} language={language} />}
      </>
    ),
  }));
  return (
    <div class="examples">
      <Tabs id={look.prefix + id} name={words.examples} tabs={tabs} all={look.level === 3} />
    </div>
  );
}

/** What a body consists of: its type, and all that is inside. */
function Media({ look, content, index }: { look: Look; content: Content; index: number }) {
  const { mediaType, shape } = content;
  return (
    <>
      <p class="media">
        <code>{mediaType}</code> {shape?.type}
      </p>
      {shape === undefined ? null : (
        <Body shape={shape} prefix={index === 0 ? look.prefix : `${look.prefix}${index}.`} />
      )}
    </>
  );
}

function RequestParts({ look }: { look: Look }) {
  const page = usePage();
  const { words } = page;
  const { parameters, body } = look.operation;
  const must = body?.required === true ? words.required : words.optional;
  const isSaid = body?.contents.some(({ shape }) => shape?.description === body.description);
  return (
    <>
      {parameters.map(({ in: place, fields }) => (
        <section>
          <Heading look={look} id={place} text={words.parameters[place]} />
          <Fields fields={fields} prefix={look.prefix} />
        </section>
      ))}
      {body === undefined ? null : (
        <section>
          <Heading look={look} id="body" text={words.body + words.inBrackets(must)} />
          {isSaid === true ? null : <Html html={page.html(body.description)} />}
          {body.contents.map((content, index) => (
            <>
              <Media look={look} content={content} index={index} />
              {content.examples.length === 0 ? null : (
                <details>
                  <summary>{words.examples}</summary>
                  <Examples look={look} id={`body-example-${index}`} examples={content.examples} />
                </details>
              )}
            </>
          ))}
        </section>
      )}
    </>
  );
}

function ResponsePart({ look, response }: { look: Look; response: Response }) {
  const page = usePage();
  const { words } = page;
  const { status, description, headers, contents } = response;
  return (
    <section>
      <Heading look={look} id={`response-${status}`} text={`${words.response} ${status}`} />
      <Html html={page.html(description)} />
      {contents.map((content, index) => (
        <div class="pair">
          <div>
            <Media look={look} content={content} index={index} />
          </div>
          <Examples
            look={look}
            id={`response-${status}-example-${index}`}
            examples={content.examples}
          />
        </div>
      ))}
      {headers.length === 0 ? null : (
        <>
          <p class="label">{words.headers}</p>
          <Headers look={look} response={response} />
        </>
      )}
      <Links response={response} />
    </section>
  );
}

function Headers({ look, response }: { look: Look; response: Response }) {
  return <Fields fields={response.headers} prefix={`${look.prefix}header.`} />;
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
  const groups: { key: string; statuses: string[]; error: Response }[] = [];
  for (const error of errors) {
    const key = JSON.stringify({ ...error, status: '' }, (name, value: unknown) =>
      name === 'anchor' ? undefined : value,
    );
    const known = groups.find((group) => group.key === key);
    if (known === undefined) groups.push({ key, statuses: [error.status], error });
    else known.statuses.push(error.status);
  }
  return groups;
}

function Errors({ look }: { look: Look }) {
  const page = usePage();
  const { words, docs } = page;
  const { errors } = look.operation;
  if (errors.length === 0) return null;
  const guide = docs.guides.find(({ name }) => name === 'errors');
  return (
    <section>
      <Heading look={look} id="errors" text={words.errors} />
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
              <Html html={page.html(error.description)} />
              <ul class="codes">
                {examples.map(({ code, title }) => {
                  const cure = [code ?? '', ...statuses]
                    .map((key) => docs.cures.get(key))
                    .find((text) => text !== undefined);
                  const row = errorAnchor(code ?? '', docs.targets.anchors);
                  const name = <code>{code}</code>;
                  return (
                    <li>
                      {code === undefined || row === undefined ? (
                        code && name
                      ) : (
                        <a href={page.to(`${guidePath('errors')}#${row}`)}>{name}</a>
                      )}{' '}
                      {title}
                      {cure === undefined ? null : (
                        <p class="cure">
                          <strong>{words.cure}</strong>
                          {words.colon}
                          <Line html={page.line(cure)} />
                        </p>
                      )}
                    </li>
                  );
                })}
              </ul>
              {error.contents.map(({ mediaType, shape }) =>
                shape === undefined ? null : (
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
                  <Headers look={look} response={error} />
                </details>
              )}
              <Links response={error} />
            </div>
            <Examples look={look} id={`error-${statuses[0] ?? ''}`} examples={examples} />
          </div>
        );
      })}
      {guide === undefined ? null : (
        <p>
          {words.errorsNote} <PageLink path={guidePath('errors')}>{guide.title}</PageLink>
        </p>
      )}
    </section>
  );
}

function LifeCycle({ look }: { look: Look }) {
  const page = usePage();
  const { words, docs } = page;
  const cycles = docs.steps.get(look.operation.id)?.cycles ?? [];
  if (cycles.length === 0) return null;
  return (
    <section>
      <Heading look={look} id="life-cycle" text={words.lifeCycle} />
      {cycles.map(({ name, title, picture, lines, guide }) => {
        const target = guide === undefined ? undefined : page.to(`${guidePath(guide)}#${name}`);
        return (
          <div class="cycle">
            <div>
              <p class="label">{target === undefined ? title : <a href={target}>{title}</a>}</p>
              <ul>
                {lines.map((line) => (
                  <li dangerouslySetInnerHTML={{ __html: page.line(line) }} />
                ))}
              </ul>
            </div>
            {look.level === 1 ? <Html class="picture" html={picture} /> : null}
          </div>
        );
      })}
    </section>
  );
}

function Sources({ look }: { look: Look }) {
  const page = usePage();
  const { words, docs } = page;
  const { operation } = look;
  const readings = operation.decisions.flatMap((number) => {
    const title = docs.decisions.get(number);
    return title === undefined ? [] : [{ number, title }];
  });
  if (operation.sources.length + readings.length === 0) return null;
  return (
    <section class="sources">
      <Heading look={look} id="sources" text={words.sources} />
      <ul>
        {operation.sources.map(({ document, url, date, undated, note }) => (
          <li>
            {url === undefined ? document : <a href={url}>{document}</a>}
            {date === undefined ? null : ` ${date}`}
            {undated === true ? ` ${words.undated}` : null}
            {note === undefined ? null : (
              <>
                {words.comma}
                <Line html={page.line(note)} />
              </>
            )}
          </li>
        ))}
      </ul>
      {readings.length === 0 ? null : (
        <>
          <p class="label">{words.readings}</p>
          <ul>
            {readings.map(({ number, title }) => (
              <li>
                <a href={page.to(`${guidePath('decisions')}#${number.toLowerCase()}`)}>{number}</a>{' '}
                <Line html={page.line(title)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Callbacks({ look }: { look: Look }) {
  const { words } = usePage();
  const { callbacks } = look.operation;
  if (callbacks.length === 0) return null;
  return (
    <section>
      <Heading look={look} id="callbacks" text={words.callbacks} />
      {callbacks.map((operation, index) => (
        <OperationArticle
          operation={operation}
          prefix={`${look.prefix}callback-${index}.`}
          level={3}
        />
      ))}
    </section>
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
  const page = new Page(docs, operationPath(operation), operation);
  const { family, tag, title, id, method, path } = operation;
  return renderPage(
    page,
    {
      title: `${title} (${id})`,
      description: `${method} ${path}`,
      kind: 'operation',
      part: 'reference',
      family,
      scripts: ['try-it'],
    },
    <>
      <PageContext.Provider value={page}>
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
      </PageContext.Provider>
    </>,
  );
}
