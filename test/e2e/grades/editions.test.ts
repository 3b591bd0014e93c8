/**
 * Books that are built: what learners must not read is looked for, byte by byte, in every file of one, and in every
 * answer of the server that has it. Neither an engine nor a browser is needed.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ComposedBook, composeBook, editionOf } from '../../../src/cli/compose-book.ts';
import { root } from '../../../src/cli/root.ts';
import { buildSite, ownEdition } from '../../../src/cli/site-build.ts';
import { askEverything } from '../../fixtures/ask-everything.ts';
import { makeRunnerWithoutEngine } from '../../fixtures/runner-without-engine.ts';
import { startServerAtWork } from '../../fixtures/server-at-work.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { unpacked } from '../../fixtures/unpacked.ts';

const unseen = 'canary-of-an-unseen-lab';
/** What tells how it is done. */
const telling = {
  solution: 'canary-of-a-solution',
  accepted: 'canary-of-another-answer',
  mistake: 'canary-of-a-mistake',
  hint: 'canary-of-the-last-hint',
  solved: 'canary-of-what-was-printed',
  prose: 'canary-of-prose',
};

const manifest = `import { defineLab, edit, life, service, user, vary } from '../../../src/lab/authoring.ts';
const web = service('web');
const compose = edit('compose.yaml');
export default defineLab({
  title: 'An exam, ${unseen}',
  level: 'open',
  minutes: 5,
  images: ['debian:trixie-slim'],
  takeaway: { file: 'compose.yaml', why: 'It is short.' },
  vars: { word: vary.word() },
  guards: { runs: web.container(life.running()) },
  tasks: { all: { title: 'Do it', checks: ['not-root'], hints: ['The first hint.', '${telling.hint}'] } },
  checks: { 'not-root': web.everyProcess(user.notRoot()) },
  states: {
    solution: { edits: [compose.set('services.web.user', '65534'), compose.set('services.web.hostname', '${telling.solution}')] },
    accepts: { other: { edits: [compose.set('services.web.user', '1'), compose.set('services.web.hostname', '${telling.accepted}')] } },
    mistakes: { group: { edits: [compose.set('services.web.user', '0:1'), compose.set('services.web.hostname', '${telling.mistake}')], fails: { 'not-root': 'uid 0' } } },
  },
});
`;

const printed = (at: string, text: string) =>
  `\`\`\`console lab=exam/unseen at=${at}\n$ hostname\n${text}\n\`\`\`\n`;
const chapter = [
  '---\ntitle: Exam\ndescription: What nobody has read.\nchapter: 90\nminutes: 5\nlabs: [exam/unseen]\n---\n',
  `Prose of the exam: ${unseen}.\n`,
  '<Lab id="exam/unseen" />\n',
  '<Task id="all">\n',
  printed('start', 'as it is at its start'),
  printed('solution', telling.solved),
  printed('other', telling.solved),
  printed('group', telling.solved),
  `<Solved>\n\nSo it is done: ${telling.prose}.\n\n</Solved>\n`,
  '</Task>\n',
].join('\n');

const folder = makeTemporaryFolder();
const at = (name: string) => join(folder.path, name);
const books: ComposedBook[] = [];

/** The files below a folder that have this in them, packed or not. */
function filesWith(dir: string, text: string): readonly string[] {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(entries.length).toBeGreaterThan(50);
  return entries
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => file.includes(text) || unpacked(file).includes(text))
    .map((file) => relative(dir, file));
}

async function build(name: string, withoutSolutions: boolean): Promise<string> {
  const options = { home: at(`home-${name}`), with: [at('exam')], withoutSolutions };
  const book = await composeBook(options);
  books.push(book);
  const edition = { ...editionOf(options, book), dist: at(name) };
  await buildSite(() => undefined, undefined, edition);
  return edition.dist;
}

beforeAll(() => {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  write('exam/labs/exam/unseen/lab.ts', manifest);
  write(
    'exam/labs/exam/unseen/start/compose.yaml',
    'services:\n  web:\n    image: debian:trixie-slim # {{word}}\n',
  );
  write('exam/content/exam.mdx', chapter);
});
afterAll(async () => {
  for (const book of books) await book[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

test('a book with solutions has all of it, or nothing would be found where it must not be', async () => {
  const dist = await build('whole', false);
  for (const canary of [unseen, telling.hint, telling.solved, telling.prose])
    expect(filesWith(dist, canary), canary).not.toEqual([]);
}, 1_800_000);

test('a book without solutions has the lab, and in no file what tells how it is done', async () => {
  const dist = await build('without', true);
  expect(filesWith(dist, unseen)).not.toEqual([]);
  for (const canary of Object.values(telling)) expect(filesWith(dist, canary), canary).toEqual([]);

  await using without = await makeRunnerWithoutEngine(folder.path, books.at(-1)?.roots.labs);
  const { store, runner, grading } = without;
  // What wants an engine says so at once.
  await without.giveUpLooking();
  await using server = await startServerAtWork({
    siteDir: () => dist,
    withoutSolutions: true,
    store,
    runner,
    grading,
  });
  const owner = await server.signIn();
  const heard = await askEverything(
    (method, path, body) =>
      server.request(path, {
        method,
        as: owner,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    { lab: 'exam/unseen', task: 'all', person: without.person },
  );
  expect(heard).toContain(unseen);
  for (const canary of Object.values(telling)) expect(heard.includes(canary), canary).toBe(false);
  expect((await server.request('/exam/')).text).toContain(unseen);
}, 1_800_000);

test('the book that learners build afterwards has an unseen lab in no file, nor has the clone', async () => {
  const dist = at('own');
  await buildSite(() => undefined, undefined, { ...ownEdition, dist });
  for (const canary of [unseen, ...Object.values(telling)])
    expect(filesWith(dist, canary), canary).toEqual([]);
  for (const kept of ['.astro', 'node_modules/.astro', 'node_modules/.vite', 'content', 'labs', 'src/site'])
    expect(findIn(join(root, kept)), kept).toEqual([]);
}, 1_800_000);

/** As `filesWith`, of any canary, in a folder that may be missing or small. */
function findIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) =>
        [unseen, ...Object.values(telling)].some((canary) => unpacked(file).includes(canary)),
      );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
