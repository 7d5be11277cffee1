import type { ComponentChildren } from 'preact';

/** One of several parts of which one is shown. */
export interface Tab {
  /** What the reader chooses; the same on every page. */
  label: string;
  content: ComponentChildren;
}

/**
 * Parts of which one is shown: a choice by radio buttons, which needs no script. On paper, and in the
 * plain edition, all are shown.
 *
 * @param id - unique on the page
 */
export function Tabs({
  id,
  name,
  tabs,
  all = false,
  kind = 'example',
}: {
  id: string;
  name: string;
  tabs: readonly Tab[];
  all?: boolean;
  /** What is chosen; a language of code is remembered. */
  kind?: 'example' | 'language';
}) {
  if (tabs.length === 1 || all) {
    return (
      <>
        {tabs.map(({ label, content }) => (
          <section class="panel alone" aria-label={`${name} ${label}`}>
            <p class="caption">{label}</p>
            {content}
          </section>
        ))}
      </>
    );
  }
  return (
    <div class={`tabs by-${kind}`} role="group" aria-label={name}>
      {tabs.map(({ label, content }, index) => (
        <>
          <input type="radio" name={id} id={`${id}-${index}`} value={label} checked={index === 0} />
          <label for={`${id}-${index}`}>{label}</label>
          <div class="panel">
            <p class="caption print">{label}</p>
            {content}
          </div>
        </>
      ))}
    </div>
  );
}
