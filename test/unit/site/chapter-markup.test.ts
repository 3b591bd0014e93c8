import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InlineCode, Root, TableCell, TableRow } from 'mdast';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { VFile } from 'vfile';
import { describe, expect, it } from 'vitest';
import { parseTranscript } from '../../../src/lab/transcripts/transcript.ts';
import type { LabView } from '../../../src/lab/wire/labs.ts';
import { chapterMarkup } from '../../../src/site/markdown/chapter-markup.ts';
import { attributeOf, isComponent } from '../../../src/site/markdown/jsx.ts';
import type { Library } from '../../../src/site/markdown/library.ts';

const folder = mkdtempSync(join(tmpdir(), 'drydock-chapter-'));
writeFileSync(join(folder, 'compose.yaml'), 'one\ntwo\nthree\nfour\n');

const task = (id: string) => ({ id, title: id, checks: [], questions: [], hints: 0 });
const view = {
  id: 'start/first',
  tasks: [task('look'), task('user')],
  questions: [{ id: 'before', task: 'look', prompt: '?', kind: 'number' }],
} as unknown as LabView;
const library: Library = new Map([
  [
    'start/first',
    {
      view,
      states: ['start', 'solution', 'as-group', 'broken', 'harmless', 'after'],
      telling: new Set(['solution', 'as-group', 'broken', 'after']),
      files: new Map([['compose.yaml', join(folder, 'compose.yaml')]]),
      readMore: new Map(),
    },
  ],
]);

const whole = [
  '<Lab id="start/first" />',
  '<Task id="look">',
  '',
  '<Question id="before" />',
  '',
  '</Task>',
  '<Task id="user" />',
];

async function parse(lines: readonly string[], labs: readonly string[], withoutSolutions = false) {
  const file = new VFile({ path: '/book/content/start.mdx', value: lines.join('\n') });
  file.data.astro = { frontmatter: { labs } };
  const tree = unified().use(remarkParse).use(remarkMdx).parse(file) as Root;
  await chapterMarkup({ root: '/book', library: async () => library, withoutSolutions })(tree, file);
  return tree;
}

async function transform(lines: readonly string[], labs: readonly string[] = ['start/first']) {
  const tree = await parse(lines, labs);
  const components: { name: string; get: (name: string) => string | undefined }[] = [];
  visit(tree, (node) => {
    if (isComponent(node)) components.push({ name: node.name ?? '', get: (name) => attributeOf(node, name) });
  });
  return components;
}

async function read(tree: Root): Promise<void> {
  const file = new VFile({ path: '/book/content/start.mdx', value: '' });
  file.data.astro = { frontmatter: {} };
  await chapterMarkup({ root: '/book', library: async () => library })(tree, file);
}

it('lets a path in a table break between its names', async () => {
  const code: InlineCode = { type: 'inlineCode', value: '/proc/PID/status' };
  const row: TableRow = { type: 'tableRow', children: [{ type: 'tableCell', children: [code] }] };
  const tree: Root = { type: 'root', children: [{ type: 'table', children: [row] }] };
  await read(tree);
  const { hChildren = [] } = { ...code.data } as { hChildren?: { value?: string; tagName?: string }[] };
  const parts = hChildren.map(({ value, tagName }) => value ?? `<${tagName}>`);
  expect(parts).toEqual(['/proc/', '<wbr>', 'PID/', '<wbr>', 'status']);
});

it('makes the first cell of a row its name', async () => {
  const cell = (value: string): TableCell => ({ type: 'tableCell', children: [{ type: 'text', value }] });
  const row = (...children: TableCell[]): TableRow => ({ type: 'tableRow', children });
  const rows = [row(cell('fact'), cell('seen')), row(cell('user'), cell('0'))];
  const tree: Root = { type: 'root', children: [{ type: 'table', children: rows }] };
  await read(tree);
  const isName = (cell: TableCell) =>
    JSON.stringify(cell.data) === '{"hName":"th","hProperties":{"scope":"row"}}';
  expect(rows.map(({ children }) => children.map(isName))).toEqual([
    [false, false],
    [true, false],
  ]);
});

const messageOf = (lines: readonly string[], labs?: readonly string[]) =>
  transform(lines, labs).then(
    () => 'no error',
    (error: Error) => error.message,
  );

describe('a chapter', () => {
  it('gives tasks and questions the lab above them, and numbers tasks as the manifest does', async () => {
    const components = await transform(whole);
    expect(components.map(({ name, get }) => [name, get('lab'), get('number')])).toEqual([
      ['Lab', undefined, undefined],
      ['Task', 'start/first', '1'],
      ['Question', 'start/first', undefined],
      ['Task', 'start/first', '2'],
      ['LabDone', 'start/first', undefined],
    ]);
  });

  it('shows the transcript that the verifier runs', async () => {
    const body = '$ id -u\n0';
    const components = await transform([...whole, '', '```console lab=start/first at=start', body, '```']);
    const shown = JSON.parse(components.find(({ name }) => name === 'Transcript')?.get('transcript') ?? '{}');
    expect(shown).toEqual(parseTranscript('lab=start/first at=start', body, { file: '' }));
  });

  it('reads the profile of a filter from the lab, or leaves it to the book’s own', async () => {
    const components = await transform([
      ...whole,
      '',
      '<FilterView path="compose.yaml" />',
      '',
      '<FilterView of="three-rules" />',
      '',
      '<SyscallTable only="mount" />',
    ]);
    const [ofLab, ofBook] = components.filter(({ name }) => name === 'FilterView');
    expect([ofLab?.get('lab'), ofLab?.get('code')]).toEqual(['start/first', 'one\ntwo\nthree\nfour']);
    expect([ofBook?.get('lab'), ofBook?.get('place')]).toEqual([undefined, 'content/start.mdx:11']);
    expect(components.find(({ name }) => name === 'SyscallTable')?.get('place')).toBe('content/start.mdx:13');
  });

  it('takes the lines of a file from the one true copy', async () => {
    const components = await transform([...whole, '', '<File path="compose.yaml" range="2-3" />']);
    const file = components.find(({ name }) => name === 'File');
    expect([file?.get('code'), file?.get('from')]).toEqual(['two\nthree', '2']);
  });

  it('makes choices of the list of a prediction', async () => {
    const predict = [
      '<Predict id="many">',
      'How many?',
      '',
      '- none',
      '- `all` of them',
      '</Predict>',
      '',
      '<Predicted id="many" truth="none" />',
    ];
    const [, , , , , made, later] = await transform([...whole, '', ...predict]);
    expect([made?.get('name'), made?.get('choices')]).toEqual(['start/many', '["none","all of them"]']);
    expect(later?.get('name')).toBe('start/many');
  });

  it('knows an item of recall by its first words, wherever it stands', async () => {
    const recall = (words: string) => ['<Recall>', words, '', '<Answer>', 'One.', '</Answer>', '</Recall>'];
    const components = await transform([...whole, '', ...recall('How *many* processes, then?')]);
    expect(components.find(({ name }) => name === 'Recall')?.get('name')).toBe(
      'start/how-many-processes-then',
    );
    expect(await messageOf([...whole, '', ...recall('Twice?'), '', ...recall('Twice?')])).toContain(
      'stands twice',
    );
  });

  it.each([
    [
      ['<Lab id="start/frist" />'],
      [],
      'content/start.mdx:1 <Lab>: there is no lab "start/frist". Did you mean "start/first"?',
    ],
    [
      [...whole, '', '<Task id="usre" />'],
      undefined,
      'content/start.mdx:9 <Task>: start/first has no task "usre". Did you mean "user"?',
    ],
    [
      [...whole, '', '<Question id="befor" />'],
      undefined,
      'content/start.mdx:9 <Question>: start/first has no question "befor". Did you mean "before"?',
    ],
    [
      [...whole, '', '<Task id="user" />'],
      undefined,
      'content/start.mdx:9 <Task> "user" stands twice: here and in line 7.',
    ],
    [
      [...whole, '', '<Tsak id="user" />'],
      undefined,
      'content/start.mdx:9 There is no component "Tsak". Did you mean "Task"?',
    ],
    [
      [...whole, '', '<File path="compose.yml" />'],
      undefined,
      'content/start.mdx:9 <File>: the start of start/first has no file "compose.yml". Did you mean "compose.yaml"?',
    ],
    [
      [...whole, '', '<File path="compose.yaml" range="3-9" />'],
      undefined,
      'content/start.mdx:9 <File path="compose.yaml">: range="3-9" is not within its 4 lines.',
    ],
    [
      [...whole, '', '<Predict id="a">', 'Which?', '', '- one', '</Predict>'],
      undefined,
      'content/start.mdx:9 <Predict id="a"> needs a list of two to six choices; it has 1.',
    ],
    [
      [...whole, '', '<Predicted id="a" />'],
      undefined,
      'content/start.mdx:9 <Predicted>: above it there is no prediction "a". There is none.',
    ],
    [
      [...whole, '', '```console lab=start/first at=sart', '$ x', '```'],
      undefined,
      'content/start.mdx:9 A transcript: start/first has no state "sart". Did you mean "start"?',
    ],
    [
      [...whole, '', '```console', '$ x', '```'],
      undefined,
      'content/start.mdx:9 A console fence lacks lab=.',
    ],
    [['<Task id="look" />'], [], 'content/start.mdx:1 <Task> belongs to no lab'],
    [
      ['Prose.'],
      undefined,
      'content/start.mdx:1 The frontmatter lists "start/first", but no <Lab id="start/first" /> stands in the prose.',
    ],
    [
      ['<Lab id="start/first" />', '<Task id="look" />', '<Task id="user" />'],
      undefined,
      'content/start.mdx:1 The question "before" of start/first is nowhere in the chapter',
    ],
  ])('names file, line, id and what was meant: %#', async (lines, labs, message) => {
    expect(await messageOf(lines, labs)).toContain(message);
  });

  it('tells all that is wrong at once, in the order of lines', async () => {
    const message = await messageOf([...whole, '', '<Task id="usre" />', '', '<File path="x" />']);
    expect(message.split('\n').map((line) => line.slice(0, 19))).toEqual([
      'content/start.mdx:9',
      'content/start.mdx:1',
    ]);
  });

  it('leaves files outside of the book alone', async () => {
    const file = new VFile({ path: '/book/src/site/notes.mdx', value: '<Nothing />' });
    const tree = unified().use(remarkParse).use(remarkMdx).parse(file) as Root;
    await chapterMarkup({ root: '/book', library: async () => library })(tree, file);
  });
});

describe('a build without solutions', () => {
  const shown = (state: string) => [
    '```console lab=start/first at=' + state,
    '$ id -u',
    `canary-${state}`,
    '```',
    '',
    `<Xray services="canary-xray-${state}" at="${state}" />`,
    '',
    `<NamespaceMap service="canary-map-${state}" at="${state}" />`,
    '',
    `<Bars title="canary-bars-${state}" of="x" services="a" at="${state}" />`,
    '',
    `<Chart kind="images" services="canary-chart-${state}" at="${state}" />`,
    '',
    `It is <Fact at="${state}" of="canary-fact-${state}.uid" />, as before.`,
    '',
  ];
  const lines = [
    ...whole,
    '',
    ...['start', 'solution', 'as-group', 'broken', 'harmless', 'after'].flatMap(shown),
    '<Compare service="canary-compare" at="start" with="harmless solution" />',
    '',
    '<Compare service="kept-compare" at="start" with="harmless" />',
    '',
    '<Matrix data="canary-matrix" />',
    '',
    '<Solved>',
    '',
    'canary-prose, with `code` in it.',
    '',
    '</Solved>',
    '',
    'Before <Solved>canary-inline</Solved> and after.',
  ];

  it('leaves out all that shows a lab solved, whatever the state is called, and the last hint', async () => {
    const text = JSON.stringify(await parse(lines, ['start/first'], true));
    const found = [...text.matchAll(/canary-[a-z-]+/g)].map(([canary]) => canary);
    expect(found.filter((canary) => !/start|harmless/.test(canary))).toEqual([]);
    // What tells nothing stays: six things of each of two states.
    expect(new Set(found.filter((canary) => /start|harmless/.test(canary))).size).toBe(12);
    expect(text).toContain('kept-compare');
    expect(text).toContain('as before');
    expect(text).toContain('and after.');
    expect(text.match(/"name":"Withheld"/g)).toHaveLength(4 * 5 + 2);
    expect(text.match(/"name":"withoutlasthint"/g)).toHaveLength(2);
  });

  it('is the same as any other where it is not asked for', async () => {
    const text = JSON.stringify(await parse(lines, ['start/first']));
    for (const canary of [
      'canary-solution',
      'canary-prose',
      'canary-inline',
      'canary-matrix',
      'canary-compare',
    ])
      expect(text).toContain(canary);
    expect(text).not.toContain('Withheld');
    expect(text).not.toContain('withoutlasthint');
  });
});
