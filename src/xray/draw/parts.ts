/** What every part of the picture is made of. `h` of Preact: drawn live in the browser, and as text elsewhere. */
import { type ComponentChild, type ComponentChildren, h, type JSX } from 'preact';
import type { Fact, FactSource } from '../../lab/observation/fact.ts';
import { type Mark, type Marks, noMarks } from '../model/marks.ts';

/** How a picture is drawn, beside what it shows. */
export interface DrawOptions {
  /** What differs, to be marked. */
  readonly marks?: Marks;
  /** What changed just now, to be lit for a moment. */
  readonly fresh?: ReadonlySet<string>;
}

const markSigns: Readonly<Record<Mark, string>> = { gained: '+', lost: '−', changed: '≠' };

/** The attributes of a cell, by its name: its mark and whether it changed just now. */
export function cell(name: string, { marks = noMarks, fresh }: DrawOptions) {
  const mark = marks.get(name);
  return {
    key: name,
    ...(mark && { 'data-mark': mark }),
    ...(fresh?.has(name) && { 'data-fresh': '' }),
  };
}

/** The sign of a cell's mark; to a screen reader the word. */
export function sign(name: string, { marks = noMarks }: DrawOptions): ComponentChildren {
  const mark = marks.get(name);
  if (mark === undefined) return null;
  return [
    h('span', { class: 'x-sign', title: mark, 'aria-hidden': 'true' }, markSigns[mark]),
    heard(`${mark}: `),
  ];
}

/** For the ear alone: what the eye has from the place, the shape or the fill. */
export function heard(words: string): JSX.Element {
  return h('span', { class: 'x-heard' }, words);
}

/** A part of a subject: its title, where its facts come from, and what is drawn. */
export function part(
  name: string,
  title: string,
  children: ComponentChildren,
  source?: FactSource,
): JSX.Element {
  return h('div', { class: 'x-part', 'data-part': name }, [
    h('p', { class: 'x-part-title' }, [title, sourceTag(source)]),
    children,
  ]);
}

const sourceWords: Readonly<Partial<Record<FactSource, string>>> = {
  declared: 'the Engine’s word',
  sandbox: 'the sandbox’s word',
};

/** Nothing for what the kernel says: that is the rule. */
export function sourceTag(source: FactSource | undefined): ComponentChild {
  const words = source && sourceWords[source];
  return words === undefined ? null : h('span', { class: 'x-source', 'data-source': source }, words);
}

/** Draws what is known; what is not is drawn as unknown, with the reason. */
export function ifKnown<T>(fact: Fact<T>, draw: (value: T) => ComponentChildren): ComponentChildren {
  if (fact.source !== 'unknown') return draw(fact.value);
  return h('p', { class: 'x-unknown' }, [h('b', null, 'Unknown: '), `${fact.reason.replace(/\.$/, '')}.`]);
}

/** Words for the eye, grey. */
export function say(words: string): JSX.Element {
  return h('p', { class: 'x-say' }, words);
}
