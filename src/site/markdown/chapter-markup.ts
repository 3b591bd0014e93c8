/**
 * Turns what an author writes into what the components take: finds labs, tasks, questions and files by their
 * ids, makes transcripts of console fences, numbers figures. Whatever is not there is an error that names
 * file, line, id and the nearest that is.
 */
import { basename, relative } from 'node:path';
import type { Code, Parent, Root } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { DrydockError } from '../../lab/errors.ts';
import { nearest } from '../../lab/manifest-error.ts';
import { parseTranscript } from '../../lab/transcript.ts';
import { ChapterError, type ChapterProblem } from './chapter-error.ts';
import { type ComponentName, componentNames } from './component-names.ts';
import { excerpt } from './excerpt.ts';
import { attributeOf, type Component, isComponent, makeComponent, setAttributes } from './jsx.ts';
import type { Library, LibraryLab } from './library.ts';

export interface ChapterMarkupOptions {
  readonly root: string;
  readonly library: () => Promise<Library>;
}

export function chapterMarkup(options: ChapterMarkupOptions) {
  return async (tree: Root, file: VFile): Promise<void> => {
    const path = relative(options.root, file.path);
    if (!/^content[\\/]/.test(path)) return;
    const frontmatter = (file.data.astro?.frontmatter ?? {}) as { labs?: string[] };
    const chapter = new ChapterReader(path, await options.library(), frontmatter.labs ?? []);
    visit(tree, (node, index, parent) => {
      if (node.type === 'code' && node.lang === 'console' && parent && index !== undefined) {
        chapter.readTranscript(node, parent, index);
      } else if (isComponent(node) && node.name !== null && /^[A-Z]/.test(node.name)) {
        chapter.readComponent(node, parent);
      }
    });
    chapter.finish();
  };
}

class ChapterReader {
  readonly #file: string;
  readonly #slug: string;
  readonly #library: Library;
  readonly #listed: readonly string[];
  readonly #problems: ChapterProblem[] = [];
  /** Labs, tasks, questions and predictions met so far, with their lines. */
  readonly #met = new Map<string, number>();
  readonly #choices = new Map<string, readonly string[]>();
  /** The last task of each lab: what comes after the lab is put behind it. */
  readonly #lastTask = new Map<string, { readonly component: Component; readonly parent: Parent }>();
  #current: string | undefined;
  #figures = 0;

  constructor(file: string, library: Library, listed: readonly string[]) {
    this.#file = file;
    this.#slug = basename(file, '.mdx');
    this.#library = library;
    this.#listed = listed;
  }

  readTranscript(node: Code, parent: Parent, index: number): void {
    const line = node.position?.start.line ?? 1;
    try {
      const transcript = parseTranscript(node.meta ?? '', node.value, { file: this.#file, line });
      const lab = this.#findLab(transcript.lab, line, 'A transcript');
      if (lab) this.#need(transcript.at, lab.states, line, `A transcript: ${transcript.lab} has no state`);
      parent.children[index] = makeComponent('Transcript', { transcript: JSON.stringify(transcript) });
    } catch (error) {
      if (!(error instanceof DrydockError)) throw error;
      this.#problem(error.place?.line ?? line, `${error.message} ${error.fix ?? ''}`);
    }
  }

  readComponent(component: Component, parent: Parent | undefined): void {
    const name = component.name ?? '';
    const line = component.position?.start.line ?? 1;
    if (!this.#need(name, componentNames, line, 'There is no component')) return;
    switch (name as ComponentName) {
      case 'Lab':
        return this.#readLab(component, line);
      case 'Task':
        return this.#readTask(component, parent, line);
      case 'Question':
        return this.#readQuestion(component, line);
      case 'Mine':
        return this.#readMine(component, line);
      case 'File':
        return this.#readFile(component, line);
      case 'Fact':
        return this.#readFact(component, line);
      case 'Predict':
        return this.#readPredict(component, line);
      case 'Predicted':
        return this.#readPredicted(component, line);
      case 'Figure':
        this.#figures += 1;
        return setAttributes(component, { number: String(this.#figures) });
      default:
        return;
    }
  }

  /** Puts what follows a lab behind its last task; throws all that is wrong. */
  finish(): void {
    for (const id of this.#listed) {
      const lab = this.#library.get(id);
      if (!lab) {
        this.#findLab(id, 1, 'The frontmatter');
      } else if (!this.#met.has(`lab ${id}`)) {
        this.#problem(1, `The frontmatter lists the lab "${id}", but no <Lab id="${id}" /> stands in the prose.`);
      } else {
        this.#findMissing(id, lab);
      }
    }
    if (this.#problems.length > 0) throw new ChapterError(this.#file, this.#problems);
    for (const [lab, { component, parent }] of this.#lastTask) {
      parent.children.splice(parent.children.indexOf(component) + 1, 0, makeComponent('LabDone', { lab }));
    }
  }

  #findMissing(id: string, { view }: LibraryLab): void {
    const line = this.#met.get(`lab ${id}`) ?? 1;
    for (const kind of ['task', 'question'] as const) {
      for (const { id: member } of view[`${kind}s`]) {
        if (this.#met.has(`${kind} ${id} ${member}`)) continue;
        const tag = kind === 'task' ? 'Task' : 'Question';
        this.#problem(line, `The ${kind} "${member}" of ${id} is nowhere in the chapter: write <${tag} id="${member}" />.`);
      }
    }
  }

  #readLab(component: Component, line: number): void {
    const id = attributeOf(component, 'id') ?? '';
    if (!this.#findLab(id, line, '<Lab>')) return;
    if (!this.#listed.includes(id)) this.#problem(line, `<Lab>: add "${id}" to "labs" in the frontmatter.`);
    this.#once(`lab ${id}`, line, `<Lab id="${id}">`);
    this.#current = id;
  }

  #readTask(component: Component, parent: Parent | undefined, line: number): void {
    const found = this.#member(component, 'task', line);
    if (!found) return;
    const { lab, view, id } = found;
    const number = view.tasks.findIndex((task) => task.id === id) + 1;
    setAttributes(component, { lab, number: String(number) });
    if (parent) this.#lastTask.set(lab, { component, parent });
  }

  #readQuestion(component: Component, line: number): void {
    const found = this.#member(component, 'question', line);
    if (found) setAttributes(component, { lab: found.lab });
  }

  #member(component: Component, kind: 'task' | 'question', line: number) {
    const tag = `<${component.name}>`;
    const lab = attributeOf(component, 'lab') ?? this.#current ?? '';
    const view = this.#findLab(lab, line, tag)?.view;
    const id = attributeOf(component, 'id') ?? '';
    const ids = view?.[`${kind}s`].map((each) => each.id) ?? [];
    if (!view || !this.#need(id, ids, line, `${tag}: ${lab} has no ${kind}`)) return undefined;
    if (!this.#met.has(`lab ${lab}`)) this.#problem(line, `${tag}: "${id}" stands before <Lab id="${lab}" />.`);
    this.#once(`${kind} ${lab} ${id}`, line, `${tag} "${id}"`);
    return { lab, view, id };
  }

  #readMine(component: Component, line: number): void {
    const lab = attributeOf(component, 'lab') ?? this.#current ?? '';
    const view = this.#findLab(lab, line, '<Mine>')?.view;
    const ids = view?.questions.map(({ id }) => id) ?? [];
    if (view) this.#need(attributeOf(component, 'question') ?? '', ids, line, `<Mine>: ${lab} has no question`);
    setAttributes(component, { lab });
  }

  #readFile(component: Component, line: number): void {
    const id = attributeOf(component, 'lab') ?? this.#current ?? '';
    const lab = this.#findLab(id, line, '<File>');
    const path = attributeOf(component, 'path') ?? '';
    if (!lab || !this.#need(path, [...lab.files.keys()], line, `<File>: the start of ${id} has no file`)) return;
    const part = excerpt(lab.files.get(path) ?? '', attributeOf(component, 'range'));
    if ('problem' in part) return this.#problem(line, `<File path="${path}">: ${part.problem}`);
    setAttributes(component, { lab: id, code: part.code, from: String(part.from) });
  }

  #readFact(component: Component, line: number): void {
    const id = attributeOf(component, 'lab') ?? this.#current ?? '';
    const at = attributeOf(component, 'at') ?? 'start';
    const lab = this.#findLab(id, line, '<Fact>');
    if (lab) this.#need(at, lab.states, line, `<Fact>: ${id} has no state`);
    setAttributes(component, { lab: id, at, place: `${this.#file}:${line}` });
  }

  #readPredict(component: Component, line: number): void {
    const id = attributeOf(component, 'id') ?? '';
    const list = component.children.findLast((child) => child.type === 'list');
    const choices = list?.type === 'list' ? list.children.map((item) => textOf(item)) : [];
    if (!/^[a-z][a-z0-9-]*$/.test(id)) this.#problem(line, '<Predict> needs an id of small letters and hyphens.');
    if (choices.length < 2 || choices.length > 6) {
      this.#problem(line, `<Predict id="${id}"> needs a list of two to six choices; it has ${choices.length}.`);
    }
    this.#once(`predict ${id}`, line, `<Predict id="${id}">`);
    this.#choices.set(id, choices);
    component.children = component.children.filter((child) => child !== list) as typeof component.children;
    setAttributes(component, { name: `${this.#slug}/${id}`, choices: JSON.stringify(choices) });
  }

  #readPredicted(component: Component, line: number): void {
    const id = attributeOf(component, 'id') ?? '';
    if (!this.#need(id, [...this.#choices.keys()], line, '<Predicted>: above it there is no prediction')) return;
    const truth = attributeOf(component, 'truth');
    if (truth !== undefined) this.#need(truth, this.#choices.get(id) ?? [], line, '<Predicted>: no choice was');
    setAttributes(component, { name: `${this.#slug}/${id}` });
  }

  #findLab(id: string, line: number, tag: string): LibraryLab | undefined {
    if (id === '') this.#problem(line, `${tag} belongs to no lab: put it below a <Lab>, or write lab="chapter/lab".`);
    else this.#need(id, [...this.#library.keys()], line, `${tag}: there is no lab`);
    return this.#library.get(id);
  }

  #once(key: string, line: number, what: string): void {
    const before = this.#met.get(key);
    if (before !== undefined) this.#problem(line, `${what} stands twice: here and in line ${before}.`);
    else this.#met.set(key, line);
  }

  #need(word: string, known: readonly string[], line: number, message: string): boolean {
    if (known.includes(word)) return true;
    const near = nearest(word, known);
    const help = near === undefined ? `There is ${known.join(', ') || 'none'}.` : `Did you mean "${near}"?`;
    this.#problem(line, `${message} "${word}". ${help}`);
    return false;
  }

  #problem(line: number, message: string): void {
    this.#problems.push({ line, message });
  }
}
