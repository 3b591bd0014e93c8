import { basename } from 'node:path';
import type { Code, Parent } from 'mdast';
import { DrydockError } from '../../lab/errors.ts';
import { parseTranscript } from '../../lab/transcripts/transcript.ts';
import { drawings } from '../drawings/drawings.ts';
import { ChapterProblems } from './chapter-problems.ts';
import { ChapterPrompts } from './chapter-prompts.ts';
import { type ComponentName, componentNames } from './component-names.ts';
import { excerpt } from './excerpt.ts';
import { attributeOf, type Component, makeComponent, setAttributes } from './jsx.ts';
import type { Library, LibraryLab } from './library.ts';

type Reader = (component: Component, line: number, parent: Parent | undefined) => void;

/** Reads a chapter from top to bottom: what stands below a `<Lab>` belongs to it. */
export class ChapterReader {
  readonly #file: string;
  readonly #slug: string;
  readonly #library: Library;
  readonly #listed: readonly string[];
  readonly #problems: ChapterProblems;
  readonly #prompts: ChapterPrompts;
  /** The last task of each lab: `<LabDone>` is placed after it. */
  readonly #lastTask = new Map<string, { readonly component: Component; readonly parent: Parent }>();
  #current: string | undefined;
  #figures = 0;

  /** `listed`: the labs that the frontmatter names. */
  constructor(file: string, library: Library, listed: readonly string[]) {
    this.#file = file;
    this.#slug = basename(file, '.mdx');
    this.#library = library;
    this.#listed = listed;
    this.#problems = new ChapterProblems(file);
    this.#prompts = new ChapterPrompts(this.#slug, this.#problems);
  }

  readonly #readers: Readonly<Partial<Record<ComponentName, Reader>>> = {
    Lab: (component, line) => this.#readLab(component, line),
    Task: (component, line, parent) => this.#readTask(component, line, parent),
    Question: (component, line) => this.#readQuestion(component, line),
    MyAnswer: (component, line) => this.#readMyAnswer(component, line),
    File: (component, line) => this.#readFile(component, line),
    FilterView: (component, line) => {
      if (attributeOf(component, 'of') === undefined) this.#readFile(component, line);
      this.#setPlace(component, line);
    },
    SyscallTable: (component, line) => this.#setPlace(component, line),
    StatementView: (component, line) => this.#setPlace(component, line),
    Matrix: (component, line) => this.#setPlace(component, line),
    Advisory: (component, line) => this.#setPlace(component, line),
    Fact: (component, line) => this.#readFact(component, line),
    Bars: (component, line) => this.#readFact(component, line),
    Xray: (component, line) => this.#readFact(component, line),
    Compare: (component, line) => this.#readFact(component, line),
    NamespaceMap: (component, line) => this.#readFact(component, line),
    Chart: (component, line) => this.#readChart(component, line),
    Drawing: (component, line) => {
      const name = attributeOf(component, 'name') ?? '';
      this.#problems.need(name, Object.keys(drawings), line, '<Drawing>: none is called');
    },
    Predict: (component, line) => this.#prompts.readPredict(component, line),
    Predicted: (component, line) => {
      const isKnown = this.#prompts.readPredicted(component, line);
      if (isKnown && attributeOf(component, 'of') !== undefined) this.#readFact(component, line);
    },
    Recall: (component, line) => this.#prompts.readRecall(component, line),
    Figure: (component) => this.#readFigure(component),
    TryItOnYours: (component) => setAttributes(component, { chapter: this.#slug }),
    Summary: (component) => setAttributes(component, { chapter: this.#slug }),
  };

  readTranscript(node: Code, parent: Parent, index: number): void {
    const line = node.position?.start.line ?? 1;
    try {
      const transcript = parseTranscript(node.meta ?? '', node.value, { file: this.#file, line });
      const lab = this.#findLab(transcript.lab, line, 'A transcript');
      if (lab) {
        this.#problems.need(transcript.at, lab.states, line, `A transcript: ${transcript.lab} has no state`);
      }
      parent.children[index] = makeComponent('Transcript', { transcript: JSON.stringify(transcript) });
    } catch (error) {
      if (!(error instanceof DrydockError)) throw error;
      this.#problems.add(error.place?.line ?? line, `${error.message} ${error.fix ?? ''}`);
    }
  }

  readComponent(component: Component, parent: Parent | undefined): void {
    const name = component.name ?? '';
    const line = component.position?.start.line ?? 1;
    if (!this.#problems.need(name, componentNames, line, 'There is no component')) return;
    this.#readers[name as ComponentName]?.(component, line, parent);
  }

  /** Puts what follows a lab behind its last task; throws a `ChapterError` of all that is wrong. */
  finish(): void {
    for (const id of this.#listed) {
      const lab = this.#findLab(id, 1, 'The frontmatter');
      const line = this.#problems.lineOf(`lab ${id}`);
      if (lab && line !== undefined) this.#findMissing(id, lab, line);
      else if (lab)
        this.#problems.add(
          1,
          `The frontmatter lists "${id}", but no <Lab id="${id}" /> stands in the prose.`,
        );
    }
    this.#problems.throwIfAny();
    for (const [lab, { component, parent }] of this.#lastTask) {
      parent.children.splice(parent.children.indexOf(component) + 1, 0, makeComponent('LabDone', { lab }));
    }
  }

  #findMissing(id: string, { view }: LibraryLab, line: number): void {
    for (const [kind, tag] of [
      ['task', 'Task'],
      ['question', 'Question'],
    ] as const) {
      for (const { id: member } of view[`${kind}s`]) {
        if (this.#problems.lineOf(`${kind} ${id} ${member}`) !== undefined) continue;
        this.#problems.add(
          line,
          `The ${kind} "${member}" of ${id} is nowhere in the chapter: write <${tag} id="${member}" />.`,
        );
      }
    }
  }

  #readLab(component: Component, line: number): void {
    const id = attributeOf(component, 'id') ?? '';
    if (!this.#findLab(id, line, '<Lab>')) return;
    if (!this.#listed.includes(id))
      this.#problems.add(line, `<Lab>: add "${id}" to "labs" in the frontmatter.`);
    this.#problems.once(`lab ${id}`, line, `<Lab id="${id}">`);
    this.#current = id;
  }

  #readTask(component: Component, line: number, parent: Parent | undefined): void {
    const found = this.#findMember(component, 'task', line);
    if (!found) return;
    const number = found.view.tasks.findIndex((task) => task.id === found.id) + 1;
    setAttributes(component, { lab: found.lab, number: String(number) });
    if (parent) this.#lastTask.set(found.lab, { component, parent });
  }

  #readQuestion(component: Component, line: number): void {
    const found = this.#findMember(component, 'question', line);
    if (found) setAttributes(component, { lab: found.lab });
  }

  #findMember(component: Component, kind: 'task' | 'question', line: number) {
    const tag = `<${component.name}>`;
    const lab = this.#labOf(component);
    const view = this.#findLab(lab, line, tag)?.view;
    const id = attributeOf(component, 'id') ?? '';
    const ids = view?.[`${kind}s`].map((each) => each.id) ?? [];
    if (!view || !this.#problems.need(id, ids, line, `${tag}: ${lab} has no ${kind}`)) return undefined;
    if (this.#problems.lineOf(`lab ${lab}`) === undefined) {
      this.#problems.add(line, `${tag}: "${id}" stands before <Lab id="${lab}" />.`);
    }
    this.#problems.once(`${kind} ${lab} ${id}`, line, `${tag} "${id}"`);
    return { lab, view, id };
  }

  #readMyAnswer(component: Component, line: number): void {
    const lab = this.#labOf(component);
    const view = this.#findLab(lab, line, '<MyAnswer>')?.view;
    const ids = view?.questions.map(({ id }) => id) ?? [];
    const question = attributeOf(component, 'question') ?? '';
    if (view) this.#problems.need(question, ids, line, `<MyAnswer>: ${lab} has no question`);
    setAttributes(component, { lab });
  }

  #readFile(component: Component, line: number): void {
    const id = this.#labOf(component);
    const tag = `<${component.name}>`;
    const lab = this.#findLab(id, line, tag);
    const path = attributeOf(component, 'path') ?? '';
    const file = lab?.files.get(path);
    if (file === undefined) {
      if (lab)
        this.#problems.need(path, [...lab.files.keys()], line, `${tag}: the start of ${id} has no file`);
      return;
    }
    const part = excerpt(file, attributeOf(component, 'range'));
    if ('problem' in part) this.#problems.add(line, `<${component.name} path="${path}">: ${part.problem}`);
    else setAttributes(component, { lab: id, code: part.code, from: String(part.from) });
  }

  #readFact(component: Component, line: number): void {
    const id = this.#labOf(component);
    const at = attributeOf(component, 'at') ?? 'start';
    const tag = `<${component.name}>`;
    const lab = this.#findLab(id, line, tag);
    const others = attributeOf(component, 'with')?.split(' ') ?? [];
    if (lab)
      for (const state of [at, ...others])
        this.#problems.need(state, lab.states, line, `${tag}: ${id} has no state`);
    setAttributes(component, { lab: id, at, place: `${this.#file}:${line}` });
  }

  /** Figures of a file belong to no lab; those of images are read off a lab's recording. */
  #readChart(component: Component, line: number): void {
    if (attributeOf(component, 'data') === undefined) this.#readFact(component, line);
    else this.#setPlace(component, line);
  }

  /** Where it stands, for errors that are found later. */
  #setPlace(component: Component, line: number): void {
    setAttributes(component, { place: `${this.#file}:${line}` });
  }

  #readFigure(component: Component): void {
    this.#figures += 1;
    setAttributes(component, { number: String(this.#figures) });
  }

  #labOf(component: Component): string {
    return attributeOf(component, 'lab') ?? this.#current ?? '';
  }

  #findLab(id: string, line: number, tag: string): LibraryLab | undefined {
    if (id !== '') this.#problems.need(id, [...this.#library.keys()], line, `${tag}: there is no lab`);
    else
      this.#problems.add(line, `${tag} belongs to no lab: put it below a <Lab>, or write lab="chapter/lab".`);
    return this.#library.get(id);
  }
}
