import { guidePath } from '../paths.js';
import { usePage } from './context.js';
import { Fields } from './fields.js';
import { Codes, Fact, Line, Text } from './frame.js';
import { Code, Examples, Media, Section, type Look } from './section.js';
import { Tabs } from './tabs.js';

/** The parameters and the body of a request. */
export function RequestParts({ look }: { look: Look }) {
  const { words } = usePage();
  const { parameters, body } = look.operation;
  const must = body?.required === true ? words.required : words.optional;
  const isSaid = body?.contents.some(({ shape }) => shape?.description === body.description);
  return (
    <>
      {parameters.map(({ in: place, fields }) => (
        <Section look={look} id={place} text={words.parameters[place]}>
          <Fields fields={fields} prefix={look.prefix} />
        </Section>
      ))}
      {body && (
        <Section look={look} id="body" text={words.body + words.inBrackets(must)}>
          {isSaid === true ? null : <Text markdown={body.description} />}
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
        </Section>
      )}
    </>
  );
}

/** Ways to sign in, or what each of them has to be allowed. */
function Ways({ ways }: { ways: readonly string[][] }) {
  const { words } = usePage();
  return ways.map((way, index) => (
    <>
      {index === 0 ? '' : words.or}
      {way.length === 0 ? words.noSignIn : <Codes values={way} between={words.and} />}
    </>
  ));
}

/** What holds for a whole operation, a line each. */
export function Facts({ look }: { look: Look }) {
  const page = usePage();
  const { words, docs } = page;
  const { servers, signIn, scopes, contentType, permission, sentBy } = look.operation;
  const { safeToRepeat, externalDocs } = look.operation;
  const guide = docs.targets.anchors.get('sign-in');
  if (sentBy !== undefined && signIn.length === 0) return null;
  return (
    <Section look={look} id="sign-in" text={words.signInAndPermission}>
      <dl class="facts">
        {servers && (
          <Fact name={words.servers}>
            {servers.map(({ url, description, variables }, index) => (
              <>
                <code>{url}</code> <Line markdown={description} />
                <Fields fields={variables} prefix={`${look.prefix}${index}.`} />
              </>
            ))}
          </Fact>
        )}
        <Fact name={words.signIn}>
          {signIn.length === 0 ? words.noSignIn : <Ways ways={signIn} />}{' '}
          {guide && <a href={page.to(guidePath('sign-in'))}>{words.how}</a>}
        </Fact>
        {scopes.length > 0 && (
          <Fact name={words.scopes}>
            <Ways ways={scopes} />
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
    </Section>
  );
}

/** The requests of an operation: for each example, in each language of code. */
export function Samples({ look }: { look: Look }) {
  const { words } = usePage();
  const { samples } = look.operation;
  const titles = [...new Set(samples.map(({ title }) => title))];
  if (titles.length === 0) return null;
  const all = look.level === 3;
  const id = `${look.prefix}sample`;
  const tabs = titles.map((title, index) => {
    const own = samples.filter((sample) => sample.title === title);
    const languages = own.map(({ label, source, language }) => ({
      label,
      content: language === 'text' ? <p>{source}</p> : <Code text={source} language={language} />,
    }));
    const place = { id: `${id}-${index}`, name: words.samples, all };
    return { label: title, content: <Tabs {...place} tabs={languages} kind="language" /> };
  });
  return (
    <section class="samples" aria-label={words.samples}>
      <Tabs id={id} name={words.examples} tabs={tabs} all={all} />
    </section>
  );
}
