import { delimiters } from '../../lib/openapi/serialization.js';
import { assets } from '../assets.js';
import type { Field } from '../model/schema.js';
import type { Operation } from '../model/site.js';
import { usePage } from '../pages/context.js';
import { Html } from '../pages/frame.js';
import { tryItWords } from './words.js';

/** The values that a field may have, if they are listed. */
function choicesOf({ type, base, limits }: Field): readonly string[] | undefined {
  if ((base ?? type) === 'boolean') return ['true', 'false'];
  return limits.find(({ keyword }) => keyword === 'enum')?.values;
}

function Control({ field, id, place }: { field: Field; id: string; place: string }) {
  const page = usePage();
  const words = tryItWords[page.lang];
  const { name, type, base = type, required, examples, limits, collection, written } = field;
  const known = {
    id,
    'data-in': place,
    'data-name': name,
    'data-collection': collection,
    'aria-required': required || undefined,
  };
  const choices = choicesOf(field);
  if (limits.some(({ keyword, values }) => keyword === 'format' && values.includes('binary'))) {
    return <input type="file" {...known} />;
  }
  if (choices !== undefined) {
    return (
      <select {...known}>
        <option value="">{words.notSet}</option>
        {choices.map((value) => (
          <option value={value}>{value}</option>
        ))}
      </select>
    );
  }
  if (base.endsWith('[]')) {
    const text = { title: words.items, placeholder: words.items };
    const delimiter = written === 'commas' ? ',' : (delimiters[written ?? ''] ?? '');
    return <textarea rows={2} data-list={delimiter} {...text} {...known} />;
  }
  if (base === 'integer' || base === 'number') {
    return <input type="number" step={base === 'integer' ? 1 : 'any'} {...known} />;
  }
  // An id says where the request goes; any other value is the reader's to choose.
  const isId = place === 'path' || (required && collection !== undefined);
  const value = isId ? examples[0] : undefined;
  return <input type="text" value={value} spellcheck={false} autocomplete="off" {...known} />;
}

function Controls({
  legend,
  place,
  fields,
}: {
  legend: string;
  place: string;
  fields: readonly Field[];
}) {
  const { words } = usePage();
  return (
    <fieldset>
      <legend>{legend}</legend>
      {fields.map((field) => {
        const id = `try-${place}.${field.name}`;
        return (
          <p>
            <label for={id}>
              <code>{field.name}</code>
              {field.required ? ` ${words.required}` : null}
            </label>
            <Control field={field} id={id} place={place} />
          </p>
        );
      })}
    </fieldset>
  );
}

function BodyControls({ body }: { body: NonNullable<Operation['body']> }) {
  const page = usePage();
  const words = tryItWords[page.lang];
  const [content] = body.contents;
  if (content === undefined) return null;
  const { mediaType, shape, examples } = content;
  if (mediaType.startsWith('multipart/')) {
    return <Controls legend={page.words.body} place="form" fields={shape?.fields ?? []} />;
  }
  const items = shape?.fields.find(({ name }) => name === '[]');
  // The items of a list, else the body itself, in all of their forms.
  const { fields = [], forms = [] } = items ?? shape ?? {};
  const ids = [...fields, ...forms.flatMap((form) => form.fields)].filter(
    ({ collection }) => collection !== undefined,
  );
  const given = ids.filter(({ required, examples: [id] }) => required && id !== undefined);
  const object = Object.fromEntries(given.map(({ name, examples: [id] }) => [name, id]));
  return (
    <fieldset>
      <legend>{page.words.body}</legend>
      {examples.length === 0 ? null : (
        <p>
          <label for="try-example">{page.words.example}</label>
          <select id="try-example">
            <option value="">{words.chooseExample}</option>
            {examples.map(({ title, text }) => (
              <option value={text}>{title || page.words.example}</option>
            ))}
          </select>
        </p>
      )}
      <p>
        <label for="try-body">
          <code>{mediaType}</code>
        </label>
        <textarea
          id="try-body"
          rows={10}
          spellcheck={false}
          autocomplete="off"
          data-type={mediaType}
          data-ids={JSON.stringify(
            Object.fromEntries(ids.map(({ name, collection }) => [name, collection])),
          )}
          aria-describedby="try-check"
        >
          {forms.length === 0 && given.length > 0
            ? JSON.stringify(items ? [object] : object, null, 2)
            : null}
        </textarea>
      </p>
      <p class="check" id="try-check" role="status" />
    </fieldset>
  );
}

function Secret({ id, label, way }: { id: string; label: string; way: string }) {
  return (
    <p data-way={way} hidden>
      <label for={id}>{label}</label>
      <input type="password" id={id} autocomplete="off" data-secret="" />
    </p>
  );
}

/** The ways to sign in that the form knows, of those that the operation takes. */
function SignIn({ operation: { signIn } }: { operation: Operation }) {
  const page = usePage();
  const words = tryItWords[page.lang];
  const alone = signIn.flatMap(([header = '', ...more]) => (more.length === 0 ? header : []));
  const token = alone.find((header) => /token$/i.test(header));
  const signs = signIn.some((headers) => headers.includes('X-Sdk-Date'));
  if (token === undefined && !signs) return null;
  return (
    <fieldset class="sign-in">
      <legend>{page.words.signIn}</legend>
      <p>
        <label class="hidden-text" for="try-way">
          {page.words.signIn}
        </label>
        <select id="try-way" data-token={token}>
          <option value="none">{words.none}</option>
          {token === undefined ? null : <option value="token">{words.token}</option>}
          {signs ? <option value="key">{words.key}</option> : null}
        </select>
      </p>
      <Secret id="try-token" label={token ?? words.token} way="token" />
      <Secret id="try-ak" label={words.ak} way="key" />
      <Secret id="try-sk" label={words.sk} way="key" />
      <Secret id="try-security-token" label={words.securityToken} way="key" />
      <p class="fill" hidden>
        <button type="button" id="try-fill">
          {words.fill}
        </button>
      </p>
      <p class="note">{words.secrets}</p>
    </fieldset>
  );
}

/** The form that sends the request of an operation; without JavaScript, the request as a command line. */
export function TryIt({ operation }: { operation: Operation }) {
  const page = usePage();
  const words = tryItWords[page.lang];
  const { id, method, path, parameters, body, contentType, samples } = operation;
  const curl = samples.find(({ label }) => label === 'curl');
  // Browsers send the cookies that they have, and no others.
  const shown = parameters.filter((one) => one.in !== 'cookie');
  return (
    <section class="try-it">
      <h2 id="try-it">{words.title}</h2>
      <noscript>
        <p>{words.withoutScript}</p>
        {curl === undefined ? null : <Html html={page.code(curl.source, curl.language)} />}
      </noscript>
      <details
        id="try-it-form"
        hidden
        data-operation={id}
        data-method={method}
        data-path={path}
        data-content-type={contentType}
        data-sandbox={page.docs.hasSandbox ? page.toFile(assets.sandbox) : undefined}
      >
        <summary>{words.open}</summary>
        <div class="try-columns">
          <form noValidate autocomplete="off">
            <fieldset>
              <legend>{words.target}</legend>
              <p>
                <label class="hidden-text" for="try-target">
                  {words.target}
                </label>
                <select id="try-target" />
              </p>
              <p id="try-service" hidden>
                <label for="try-address">{words.address}</label>
                <input
                  type="url"
                  id="try-address"
                  autocomplete="off"
                  spellcheck={false}
                  placeholder={page.docs.site.servers[0]?.url}
                  aria-describedby="try-address-note"
                />
                <span class="note" id="try-address-note">
                  {words.addressNote}
                </span>
              </p>
            </fieldset>
            {shown.map(({ in: place, fields }) => (
              <Controls legend={page.words.parameters[place]} place={place} fields={fields} />
            ))}
            {body === undefined ? null : <BodyControls body={body} />}
            <SignIn operation={operation} />
            <h3 id="try-request-title">{words.request}</h3>
            <pre id="try-request" tabIndex={0} aria-labelledby="try-request-title" />
            <p>
              <button type="submit">{words.send}</button>{' '}
              <button type="button" id="try-stop" hidden>
                {words.stop}
              </button>
            </p>
            <p id="try-fault" role="alert" />
            <p id="try-status" role="status" />
            <div id="try-answer" />
          </form>
          <aside id="try-panel" aria-label={words.panel} hidden />
        </div>
      </details>
    </section>
  );
}
