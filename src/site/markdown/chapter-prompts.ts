import { toString as textOf } from 'mdast-util-to-string';
import type { ChapterProblems } from './chapter-problems.ts';
import { attributeOf, type Component, isComponent, setAttributes } from './jsx.ts';
import { slugOfWords } from './slug-of-words.ts';

/** What a chapter asks of its reader that no lab knows: predictions, and what is recalled of it later. */
export class ChapterPrompts {
  readonly #slug: string;
  readonly #problems: ChapterProblems;
  /** Of each prediction met so far. */
  readonly #choices = new Map<string, readonly string[]>();

  constructor(slug: string, problems: ChapterProblems) {
    this.#slug = slug;
    this.#problems = problems;
  }

  readPredict(component: Component, line: number): void {
    const id = attributeOf(component, 'id') ?? '';
    const list = component.children.findLast((child) => child.type === 'list');
    const choices = list?.type === 'list' ? list.children.map((item) => textOf(item)) : [];
    if (!/^[a-z][a-z0-9-]*$/.test(id)) {
      this.#problems.add(line, '<Predict> needs an id of small letters, digits and hyphens.');
    }
    if (choices.length < 2 || choices.length > 6) {
      this.#problems.add(
        line,
        `<Predict id="${id}"> needs a list of two to six choices; it has ${choices.length}.`,
      );
    }
    this.#problems.once(`predict ${id}`, line, `<Predict id="${id}">`);
    this.#choices.set(id, choices);
    component.children = component.children.filter((child) => child !== list) as typeof component.children;
    setAttributes(component, { name: `${this.#slug}/${id}`, choices: JSON.stringify(choices) });
  }

  /** Whether the prediction stands above it. */
  readPredicted(component: Component, line: number): boolean {
    const id = attributeOf(component, 'id') ?? '';
    const known = [...this.#choices.keys()];
    if (!this.#problems.need(id, known, line, '<Predicted>: above it there is no prediction')) return false;
    const truth = attributeOf(component, 'truth');
    const choices = this.#choices.get(id) ?? [];
    if (truth !== undefined) this.#problems.need(truth, choices, line, '<Predicted>: no choice was');
    setAttributes(component, { name: `${this.#slug}/${id}` });
    return true;
  }

  /** What a reader remembers is kept by the words of the question, so that items may be moved and added. */
  readRecall(component: Component, line: number): void {
    const asked = component.children.filter((child) => !(isComponent(child) && child.name === 'Answer'));
    const id = slugOfWords(asked.map((child) => textOf(child)).join(' '));
    this.#problems.once(`recall ${id}`, line, `<Recall> of “${id}”`);
    setAttributes(component, { name: `${this.#slug}/${id}` });
  }
}
