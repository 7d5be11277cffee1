import type { ComponentChildren } from 'preact';
import type { Content, Example, Request } from '../model/request.js';
import { usePage } from './context.js';
import { Body } from './fields.js';
import { Html, Text } from './frame.js';
import { Tabs } from './tabs.js';

/** How an operation is shown: on a page of its own, or among others. */
export interface Look {
  operation: Request;
  /** Begins its ids, so that several operations fit on a page. */
  prefix: string;
  /** Level of its title. */
  level: 1 | 3;
}

/** A section of an operation. */
export function Section({
  look: { prefix, level },
  id,
  text,
  class: name,
  children,
}: {
  look: Look;
  id: string;
  /** Its heading. */
  text: string;
  class?: string;
  children: ComponentChildren;
}) {
  const Title = level === 1 ? 'h2' : 'h4';
  return (
    <section class={name}>
      <Title id={prefix + id}>{text}</Title>
      {children}
    </section>
  );
}

/** A block of code. */
export function Code({ text, language }: { text: string; language: string }) {
  return <Html html={usePage().code(text, language)} />;
}

/** The examples of a body, of which one is shown. */
export function Examples({
  look,
  id,
  examples,
}: {
  look: Look;
  id: string;
  examples: readonly Example[];
}) {
  const { words } = usePage();
  if (examples.length === 0) return null;
  const tabs = examples.map(({ title, description, text, language }) => ({
    label: title || words.example,
    content: (
      <>
        <Text markdown={description} />
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
export function Media({ look, content, index }: { look: Look; content: Content; index: number }) {
  const { mediaType, shape } = content;
  return (
    <>
      <p class="media">
        <code>{mediaType}</code> {shape?.type}
      </p>
      {shape && <Body shape={shape} prefix={look.prefix + (index === 0 ? '' : `${index}.`)} />}
    </>
  );
}
