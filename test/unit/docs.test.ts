import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import type { Root } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { describe, expect, test } from 'vitest';
import cruiser from '../../.dependency-cruiser.mjs';
import { makeProgram } from '../../src/cli/program/program.ts';
import * as authoring from '../../src/lab/authoring.ts';
import { QuantitySchema } from '../../src/lab/checks/question.ts';
import { errorCatalogue } from '../../src/lab/errors.ts';
import { EditSchema } from '../../src/lab/manifest/edit.ts';
import { ManifestSchema } from '../../src/lab/manifest/manifest.ts';
import { makeVars, VarSpecSchema } from '../../src/lab/manifest/vars.ts';
import { matchers } from '../../src/lab/matchers/expectation.ts';
import { ActiveProbeSchema } from '../../src/lab/probes/active-probe.ts';
import { findTranscripts } from '../../src/lab/transcripts/chapter-transcripts.ts';
import { varyKinds } from '../../src/lab/transcripts/transcript.ts';
import { LabLibrary } from '../../src/runner/library/lab-library.ts';
import { readLabState, stateNames } from '../../src/runner/library/lab-state.ts';
import { proofRules } from '../../src/runner/verify/proof.ts';
import { mistakesOf } from '../../src/runner/verify/service-removed.ts';
import { componentNames } from '../../src/site/markdown/component-names.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const decisions = readdirSync(join(root, 'docs', 'decisions'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/decisions/${name}`);
const files = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/authoring.md',
  'docs/evidence.md',
  'docs/operating.md',
  'docs/workshop.md',
  'src/grades/README.md',
  'src/lab/README.md',
  'labs/images/README.md',
  'labs/thread/README.md',
  ...decisions,
];

interface Page {
  readonly file: string;
  readonly text: string;
  readonly links: readonly string[];
  /** Inline code and lines of fences. */
  readonly code: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

function readPage(file: string): Page {
  const text = read(file);
  const tree: Root = unified().use(remarkParse).parse(text);
  const links: string[] = [];
  const code: string[] = [];
  const anchors = new Set<string>();
  visit(tree, (node) => {
    if (node.type === 'link' || node.type === 'image') links.push(node.url);
    if (node.type === 'inlineCode') code.push(node.value);
    if (node.type === 'code') code.push(...node.value.split('\n'));
    if (node.type === 'heading') anchors.add(anchorOf(textOf(node)));
  });
  return { file, text, links, code, anchors };
}

/** As GitHub makes them of headings. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

/** Each is read once, however many links lead to it. */
const known = new Map<string, Page>();
function page(file: string): Page {
  const found = known.get(file) ?? readPage(file);
  known.set(file, found);
  return found;
}
const pages = files.map(page);
const guide = page('docs/authoring.md');

/** The rows of the table with this head, as cells. */
function tableOf({ text, file }: Page, ...head: string[]): readonly (readonly string[])[] {
  const lines = text.split('\n').map((line) => (line.startsWith('|') ? cellsOf(line) : undefined));
  const at = lines.findIndex((cells) => cells?.join() === head.join());
  if (at < 0) throw new Error(`${file} has no table “${head.join(' | ')}”`);
  const rest = lines.slice(at + 2);
  return rest.slice(0, rest.indexOf(undefined)).flatMap((cells) => (cells ? [cells] : []));
}

const cellsOf = (line: string) =>
  line
    .slice(1, -1)
    .split(' | ')
    .map((cell) => cell.trim());

const codeIn = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
const firstCode = (rows: readonly (readonly string[])[], column = 0) =>
  rows.map((cells) => codeIn(cells[column])[0] ?? '');
const kindsOf = (union: { options: readonly { shape: { kind: { value: unknown } } }[] }): readonly string[] =>
  union.options.map(({ shape }) => String(shape.kind.value));
const sorted = (words: readonly string[]) => [...new Set(words)].sort();

describe.each(pages)('$file', ({ file, links, code }) => {
  test('leads only to files and headings that are there', () => {
    const dead = links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? join(root, file) : join(root, dirname(file), path);
        if (!existsSync(target)) return true;
        return anchor !== undefined && !page(relative(root, target)).anchors.has(anchor);
      });
    expect(dead).toEqual([]);
  });

  test('names only commands and options that the program has', () => {
    const program = makeProgram(new AbortController().signal, () => undefined);
    expect(code.flatMap((each) => findUnknown(program, each))).toEqual([]);
  });

  test('names only npm scripts that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = code.flatMap((each) =>
      [...each.matchAll(/\bnpm run ([a-z:]+)/g)].map(([, name = '']) => name),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

/** What of `drydock …` in a piece of code is no command, and which option is none of any command. */
function findUnknown(program: Command, code: string): readonly string[] {
  const called =
    /(?:^|\s|&& )(?:npx drydock|npm run drydock --|drydock) (?<words>[a-z].*)$|^npm start -- (?<flags>.*)$/.exec(
      code,
    );
  if (!called) return [];
  const { words = '', flags = '' } = called.groups ?? {};
  const unknown: string[] = [];
  const [name = '', second = ''] = words.replace(/,.*/, '').split(/\s+/);
  const command = program.commands.find((each) => each.name() === name);
  if (words !== '' && !command) unknown.push(`drydock ${name}`);
  if (command && command.commands.length > 0 && /^[a-z]/.test(second))
    for (const word of second.split('|'))
      if (!command.commands.some((each) => each.name() === word)) unknown.push(`drydock ${name} ${word}`);
  const commands = [program, ...program.commands, ...program.commands.flatMap((each) => each.commands)];
  const options = commands.flatMap((each) =>
    each.options.flatMap(({ long, negate }) => (negate ? [long, `--${long?.slice(5)}`] : [long])),
  );
  for (const [option] of `${words} ${flags}`.matchAll(/--[a-z][a-z-]*/g))
    if (!options.includes(option)) unknown.push(option);
  return unknown;
}

test('every decision stands in their list', () => {
  const { links } = page('docs/decisions/README.md');
  const names = decisions.map((file) => file.slice('docs/decisions/'.length));
  expect(names.filter((name) => name !== 'README.md' && !links.includes(name))).toEqual([]);
});

test('the table of folders is the one that imports are held to', () => {
  const rows = tableOf(page('docs/architecture.md'), 'folder', 'what', 'may import');
  for (const { name } of cruiser.forbidden) {
    const [, folder, allowed = ''] = /^(\w+)-imports-only-(.+)$/.exec(name) ?? [];
    if (folder === undefined || folder === 'cli') continue;
    const row = rows.find(([first = '']) => first.includes(`src/${folder}/`));
    const others = allowed === 'itself' ? ['nothing of ours'] : allowed.split('-');
    for (const other of others) expect(row?.[2], `what ${folder} may import`).toContain(other);
  }
});

describe('the reference of authors', () => {
  test('lists the fields of a manifest, all and only these', () => {
    expect(firstCode(tableOf(guide, 'field', 'what', 'default'))).toEqual(Object.keys(ManifestSchema.shape));
  });

  test('lists every matcher, in words that there are', () => {
    const rows = tableOf(guide, 'kind', 'words', 'true when');
    expect(sorted(firstCode(rows))).toEqual(sorted([...matchers.keys()]));
    const missing = rows
      .flatMap(([, words]) => codeIn(words))
      .filter((code) => /^[a-zA-Z]+[.(]/.test(code))
      .filter((code) => resolveWord(authoring, code) === undefined);
    expect(missing).toEqual([]);
  });

  test('lists what a check is made of and may be told', () => {
    const web = authoring.service('web');
    const { http, program, kernelOf, custom } = authoring;
    const given = { web, http, program, kernelOf, custom };
    for (const word of firstCode(tableOf(guide, 'word', 'judges')))
      expect(resolveWord(given, word), word).toBeTypeOf('function');
    const check = web.container(authoring.life.running());
    for (const word of firstCode(tableOf(guide, 'word', 'what')))
      expect(resolveWord({ check }, `check${word}`), word).toBeTypeOf('function');
  });

  test('lists every quantity, edit, value, probe and kind of what varies', () => {
    const quantities = tableOf(guide, 'quantity', 'word', 'what');
    expect(sorted(firstCode(quantities))).toEqual(sorted(kindsOf(QuantitySchema.shape.of)));
    const web = authoring.service('web');
    const given = { ...web.now, program: authoring.program(web, ['id']) };
    for (const word of firstCode(quantities, 1))
      expect(resolveWord(given, word), word).toBeTypeOf('function');

    const edits = tableOf(guide, 'kind', 'word', 'applies when');
    expect(sorted(firstCode(edits))).toEqual(sorted(kindsOf(EditSchema)));
    for (const word of firstCode(edits, 1))
      expect(resolveWord({ file: authoring.edit('f') }, `file${word}`), word).toBeTypeOf('function');

    const values = tableOf(guide, 'word', 'kind', 'value');
    expect(sorted(firstCode(values, 1))).toEqual(sorted(kindsOf(VarSpecSchema)));
    for (const word of firstCode(values)) expect(resolveWord(authoring, word), word).toBeTypeOf('function');

    expect(sorted(firstCode(tableOf(guide, 'kind', 'fields', 'when')))).toEqual(
      sorted(kindsOf(ActiveProbeSchema)),
    );

    const suffixes = firstCode(tableOf(guide, 'suffix', 'what may differ'));
    const single = suffixes.flatMap((suffix) => /^\(~([a-z]+)\)$/.exec(suffix)?.[1] ?? []);
    expect(sorted(single)).toEqual(sorted(varyKinds));
  });

  test('lists the components of chapters and the rules of the proof', () => {
    const tags = tableOf(guide, 'component', 'what').flatMap(([cell]) =>
      [...(cell ?? '').matchAll(/<([A-Z]\w+)/g)].map(([, tag = '']) => tag),
    );
    expect(sorted(tags)).toEqual(sorted(componentNames));
    expect(firstCode(tableOf(guide, 'rule', 'what it catches'))).toEqual([...proofRules]);
  });
});

/** The value that `caps.effective.none()` names in an object; undefined where there is none. */
function resolveWord(from: object, code: string): unknown {
  const [path = ''] = /^[\w.]+/.exec(code) ?? [];
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        value === undefined || value === null ? undefined : (value as Record<string, unknown>)[key],
      from,
    );
}

describe('the lab that authors are taken through', () => {
  const fence = (language: string, containing: string) => {
    const fences = [...guide.text.matchAll(/^(`{3,})(\w+)[^\n]*\n([\s\S]*?)\n\1$/gm)];
    const found = fences.find(([, , name, body]) => name === language && body?.includes(containing));
    return found?.[3] ?? '';
  };

  test('is a lab whose states can be laid out, and whose chapter refers to it', async () => {
    using folder = await makeTemporaryFolder();
    const dir = join(folder.path, 'labs', 'first-steps', 'limits');
    await mkdir(join(dir, 'start'), { recursive: true });
    const kernel = pathToFileURL(join(root, 'src/lab/authoring.ts')).href;
    const manifest = fence('ts', 'export default defineLab').replace('../../../src/lab/authoring.ts', kernel);
    await writeFile(join(dir, 'lab.ts'), manifest);
    await writeFile(join(dir, 'start', 'compose.yaml'), fence('yaml', 'sleep infinity'));

    const library = await LabLibrary.open(join(folder.path, 'labs'));
    expect([...library.broken]).toEqual([]);
    const lab = library.get('first-steps/limits');
    const vars = makeVars(lab.manifest.vars, lab.id, 'docs');
    for (const state of stateNames(lab)) {
      const compose = (await readLabState(lab, state, vars)).get('compose.yaml');
      expect(compose?.content.toString(), state).not.toContain('{{');
    }

    const chapter = fence('mdx', '<Lab id="first-steps/limits" />');
    const [transcript] = findTranscripts(chapter, 'content/first-steps.mdx');
    expect(transcript?.transcript).toMatchObject({ lab: lab.id, at: 'start' });
    // What the proof prints in the text names every state of this lab, and the line of this transcript.
    for (const name of Object.keys(mistakesOf(lab.manifest)))
      expect(guide.text).toContain(`mistakes.${name}\n`);
    expect(guide.text).toContain(`at content/first-steps.mdx:${transcript?.from}:`);
  });
});

describe('the errors that the README explains', () => {
  const rows = tableOf(page('README.md'), 'you see', 'what to do');
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => read(join('src', name)))
    .join('\n');
  const spoken = sources + read('bin/drydock.mjs');

  test('have codes of the catalogue', () => {
    const codes = rows.flatMap(([seen = '']) =>
      [...seen.matchAll(/\(`([a-z-]+)`\)/g)].map(([, code]) => code),
    );
    expect(codes.filter((code) => code === undefined || !(code in errorCatalogue))).toEqual([]);
    expect(codes.length).toBeGreaterThan(8);
  });

  test('are said in words that the program says', () => {
    const messages = rows.flatMap(([seen]) => codeIn(seen)).filter((code) => code.includes(' '));
    const strange = messages
      .flatMap((message) => message.split('…'))
      .map((part) => part.trim())
      .filter((part) => part.length > 5 && !spoken.includes(part));
    expect(strange).toEqual([]);
  });
});
