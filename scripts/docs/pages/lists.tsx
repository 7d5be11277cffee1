import type { ComponentChildren } from 'preact';
import type { Link } from '../model/links.js';
import type { Family, Operation, Site, Tag } from '../model/site.js';
import type { Words } from '../words.js';
import { familyPath, formerAddresses, operationPath, tagPath } from '../paths.js';
import { newPage, PageContext, usePage, type Docs } from './context.js';
import { Fields } from './fields.js';
import { Fact, Html, Line, PageLink, renderPage, Text } from './frame.js';
import { Address, firstSentence, OperationArticle } from './operation.js';

/** The address of an operation in a former edition, which is its id in a list. */
type Former = ((operation: Operation) => string) | undefined;

function OperationList({ operations, former }: { operations: Operation[]; former?: Former }) {
  const page = usePage();
  return (
    <ul class="operations">
      {operations.map((operation) => (
        <li>
          <a href={page.to(operationPath(operation))} id={former?.(operation)}>
            {operation.title}
          </a>{' '}
          <code class="id">{operation.id}</code>
          <p class="address">
            <Address operation={operation} />
          </p>
          <p>
            <Line markdown={firstSentence(operation.description)} />
          </p>
        </li>
      ))}
    </ul>
  );
}

function TagSection({
  tag,
  family,
  title: Title,
  former,
}: {
  tag: Tag;
  family: Family;
  title: 'h2' | 'h3';
  former?: Former;
}) {
  return (
    <section>
      {family.tags.length === 1 ? null : (
        <Title id={`tag-${tag.file}`}>
          <PageLink path={tagPath(tag, family)}>{tag.title}</PageLink>
        </Title>
      )}
      <Text markdown={tag.description} />
      <OperationList operations={tag.operations} former={former} />
    </section>
  );
}

/** The pages of families and tags. */
export function listPages(docs: Docs): Map<string, string> {
  const pages = new Map([
    ['reference.html', allOperations(docs, 'reference')],
    ['console.html', allOperations(docs, 'console')],
    ['overview.html', overviewPage(docs)],
  ]);
  for (const family of docs.site.families) {
    const add = (path: string, title: string, content: ComponentChildren) => {
      const frame = { title, kind: 'list', part: 'reference', family } as const;
      const heading = <h1>{title}</h1>;
      pages.set(path, renderPage(newPage(docs, path), frame, [heading, content]));
    };
    add(
      familyPath(family),
      family.name,
      family.tags.map((tag) => <TagSection tag={tag} family={family} title="h2" />),
    );
    for (const tag of family.tags.length === 1 ? [] : family.tags) {
      add(
        tagPath(tag, family),
        tag.title,
        <>
          <Text markdown={tag.description} />
          <OperationList operations={tag.operations} />
        </>,
      );
    }
  }
  return pages;
}

/**
 * The list of all operations. It stands at the address where former editions had the whole reference, or the
 * console: whoever comes by such an address is taken to the page of the operation.
 */
function allOperations(docs: Docs, name: 'reference' | 'console'): string {
  const page = newPage(docs, `${name}.html`);
  const { words } = page;
  const title = name === 'reference' ? words.reference : words.former;
  return renderPage(
    page,
    { title, kind: 'list', part: 'reference', scripts: ['former'] },
    <>
      <h1>{title}</h1>
      <p class="lead">{name === 'reference' ? words.referenceLead : words.consoleLead}</p>
      {docs.site.families.map((family) => (
        <section>
          <h2>
            <PageLink path={familyPath(family)}>{family.name}</PageLink>
          </h2>
          {family.tags.map((tag) => (
            <TagSection tag={tag} family={family} title="h3" former={formerAddresses[name]} />
          ))}
        </section>
      ))}
    </>,
  );
}

/** Who answers for an API, and on which terms. */
export function aboutOf(site: Site, words: Words): [name: string, link: Link][] {
  const about: [string, Link | undefined][] = [
    [words.version, { text: site.version }],
    [words.contact, site.contact],
    [words.license, site.license],
    [words.terms, site.terms],
    [words.links, site.externalDocs],
  ];
  return about.flatMap(([name, link]) => (link === undefined ? [] : [[name, link]]));
}

/** What holds for all operations: the text of the description, servers, how to sign in. */
function Overview({ site, level }: { site: Site; level: 2 | 3 }) {
  const page = usePage();
  const { words } = page;
  const Title = level === 2 ? 'h2' : 'h3';
  const headingId = ({ number }: { number: number }) => `overview-${number}`;
  return (
    <>
      <Html html={page.html(site.description, { headingOffset: level - 2, headingId })} />
      {site.servers.length === 0 ? null : (
        <section>
          <Title id="servers">{words.servers}</Title>
          {site.servers.map(({ url, description, variables }, index) => (
            <>
              <p>
                <code>{url}</code>
              </p>
              <Text markdown={description} />
              <Fields fields={variables} prefix={`${index}.`} />
            </>
          ))}
        </section>
      )}
      {site.schemes.length === 0 ? null : (
        <section>
          <Title id="authentication">{words.authentication}</Title>
          {site.security.length === 0 ? null : (
            <>
              <p>{words.authenticationNote}</p>
              <ul>
                {site.security.map((way) => (
                  <li>
                    {way.map((name, index) => (
                      <>
                        {index === 0 ? '' : words.and}
                        <a href={`#security-${name}`}>
                          <code>{name}</code>
                        </a>
                      </>
                    ))}
                  </li>
                ))}
              </ul>
            </>
          )}
          {site.schemes.map(({ name, kind, description }) => (
            <div id={`security-${name}`}>
              <p class="label">
                <code>{name}</code> {kind.join(words.comma)}
              </p>
              <Text markdown={description} />
            </div>
          ))}
        </section>
      )}
      {site.webhooks.length === 0 ? null : (
        <section>
          <Title id="webhooks">{words.webhooks}</Title>
          {site.webhooks.map((operation, index) => (
            <OperationArticle operation={operation} prefix={`webhook-${index}.`} level={3} />
          ))}
        </section>
      )}
      <dl class="facts">
        {aboutOf(site, words).map(([name, { text, url }]) => (
          <Fact name={name}>{url === undefined ? text : <a href={url}>{text}</a>}</Fact>
        ))}
      </dl>
    </>
  );
}

function overviewPage(docs: Docs): string {
  const page = newPage(docs, 'overview.html');
  const { site } = docs;
  return renderPage(
    page,
    { title: page.words.overview, description: site.summary, kind: 'guide', part: 'reference' },
    <>
      <h1>{page.words.overview}</h1>
      {site.summary === '' ? null : <p class="lead">{site.summary}</p>}
      <Overview site={site} level={2} />
    </>,
  );
}

/** The plain edition: everything on one page without a script, to print or to search. */
export function plainPage(docs: Docs): string {
  const page = newPage(docs, 'plain.html');
  const { site } = docs;
  const { words } = page;
  return renderPage(
    page,
    { title: words.plain, description: site.summary, kind: 'plain' },
    <>
      <h1>{site.title}</h1>
      {site.summary === '' ? null : <p class="lead">{site.summary}</p>}
      <nav aria-label={words.contents}>
        <ul>
          <li>
            <a href="#overview">{words.overview}</a>
          </li>
          {site.families.flatMap(({ tags }) =>
            tags.map(({ title, file, operations }) => (
              <li>
                <a href={`#tag-${file}`}>{title}</a>
                <ul>
                  {operations.map((operation) => (
                    <li>
                      <a href={`#operation-${encodeURIComponent(operation.id)}`}>
                        {operation.title}
                      </a>
                    </li>
                  ))}
                </ul>
              </li>
            )),
          )}
        </ul>
      </nav>
      <section>
        <h2 id="overview">{words.overview}</h2>
        <Overview site={site} level={3} />
      </section>
      {site.families.flatMap(({ tags }) =>
        tags.map((tag) => (
          <section>
            <h2 id={`tag-${tag.file}`}>{tag.title}</h2>
            <Text markdown={tag.description} />
            {tag.operations.map((operation) => (
              <PageContext.Provider value={newPage(docs, page.path, operation)}>
                <OperationArticle operation={operation} prefix={`${operation.file}.`} level={3} />
              </PageContext.Provider>
            ))}
          </section>
        )),
      )}
    </>,
  );
}
