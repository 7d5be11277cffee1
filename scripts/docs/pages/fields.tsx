import { remarksOn, formGroups, unsaidLimits, type Field, type Shape } from '../model/schema.js';
import { usePage } from './context.js';
import { Codes, Line, Text } from './frame.js';

/** Fields that are shown at once; those of a larger object are opened by the reader. */
const openAtOnce = 30;

function count({ fields, forms }: Shape): number {
  const inside = [...fields, ...forms];
  return inside.reduce((sum, one) => sum + 1 + count(one), 0);
}

function Values({ name, values }: { name: string; values: readonly string[] }) {
  const { words } = usePage();
  return (
    <li>
      {name}
      {words.colon}
      <Codes values={values} between={words.comma} />
    </li>
  );
}

function Limits({ shape }: { shape: Shape }) {
  const { words } = usePage();
  const { examples, source } = shape;
  const limits = unsaidLimits(shape);
  const remarks = remarksOn(shape, words);
  const sourceText = source && <Line markdown={words.source + words.colon + source} />;
  if (limits.length + examples.length + remarks.length === 0) {
    return sourceText && <p class="limits">{sourceText}</p>;
  }
  return (
    <ul class="limits">
      {limits.map(({ keyword, values }) => (
        <Values name={words.limits[keyword]} values={values} />
      ))}
      {examples.length === 0 ? null : <Values name={words.example} values={examples} />}
      {remarks.map((remark) => (
        <li>{remark}</li>
      ))}
      {sourceText && <li>{sourceText}</li>}
    </ul>
  );
}

/** What is inside of a value: its fields, and the forms that it may have. */
function Inside({ shape, prefix }: { shape: Shape; prefix: string }) {
  const { words } = usePage();
  return (
    <>
      {shape.fields.length === 0 ? null : <Fields fields={shape.fields} prefix={prefix} />}
      {formGroups(shape).map(({ keyword, forms }) => (
        <>
          <p class="forms">{words.forms[keyword]}</p>
          <ul class="fields">
            {forms.map((form) => (
              <li>
                <p class="name">
                  <strong>{form.title}</strong>{' '}
                  {form.title === form.type ? null : <span class="type">{form.type}</span>}
                </p>
                <Body shape={form} prefix={prefix} />
              </li>
            ))}
          </ul>
        </>
      ))}
    </>
  );
}

function FieldItem({ field, prefix }: { field: Field; prefix: string }) {
  const { words } = usePage();
  const { name, type, base, required, marks, fields, forms } = field;
  const inside = <Inside shape={field} prefix={prefix} />;
  const size = count(field);
  const id = prefix + field.anchor;
  return (
    <li id={id}>
      <p class="name">
        {/* Two hundred of these would stand between a keyboard and the form; its way here is the search. */}
        <a class="place" href={`#${encodeURIComponent(id)}`} tabIndex={-1}>
          <code>{name}</code>
        </a>{' '}
        <span class="type">{base === undefined ? type : `${type}${words.inBrackets(base)}`}</span>{' '}
        <span class={required ? 'must' : 'may'}>{required ? words.required : words.optional}</span>
        {marks.map((mark) => (
          <>
            {' '}
            <span class="mark">{words[mark]}</span>
          </>
        ))}
      </p>
      <Text markdown={field.description} />
      <Limits shape={field} />
      {fields.length + forms.length === 0 ? null : size > openAtOnce ? (
        <details>
          <summary>{words.fieldsOf(name)}</summary>
          {inside}
        </details>
      ) : (
        inside
      )}
    </li>
  );
}

/**
 * Fields with all that is inside of them.
 *
 * @param prefix - begins their ids, so that several operations fit on a page
 */
export function Fields({ fields, prefix }: { fields: readonly Field[]; prefix: string }) {
  return (
    <ul class="fields">
      {fields.map((field) => (
        <FieldItem field={field} prefix={prefix} />
      ))}
    </ul>
  );
}

/** A body, or a form of a value, below its heading: what limits it, and all that is inside. */
export function Body({ shape, prefix }: { shape: Shape; prefix: string }) {
  return (
    <>
      <Text markdown={shape.description} />
      <Limits shape={shape} />
      <Inside shape={shape} prefix={prefix} />
    </>
  );
}
