/** A book of several folders. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { composeBook, editionOf } from '../../../src/cli/compose-book.ts';
import { root } from '../../../src/cli/root.ts';
import { siteDir } from '../../../src/cli/site-build.ts';
import { LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { readLabState } from '../../../src/runner/library/lab-state.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const home = () => join(folder.path, 'home');
const exam = () => join(folder.path, 'exam');
beforeEach(() => {
  folder = makeTemporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

function write(path: string, text: string): void {
  mkdirSync(join(exam(), path, '..'), { recursive: true });
  writeFileSync(join(exam(), path), text);
}

const manifest = `import { defineLab, edit, life, service, user, vary } from '../../../src/lab/authoring.ts';
const web = service('web');
export default defineLab({
  title: 'Unseen',
  level: 'open',
  minutes: 5,
  images: ['debian:trixie-slim'],
  takeaway: { file: 'compose.yaml', why: 'It is short.' },
  vars: { word: vary.word() },
  guards: { runs: web.container(life.running()) },
  tasks: { all: { title: 'Do it', checks: ['not-root'], hints: ['One.'] } },
  checks: { 'not-root': web.everyProcess(user.notRoot()) },
  states: { solution: { edits: [edit('compose.yaml').set('services.web.user', '65534')] } },
});
`;

test('has the labs and chapters of all, read as they are in their own folders', async () => {
  write('labs/exam/unseen/lab.ts', manifest);
  write(
    'labs/exam/unseen/start/compose.yaml',
    'services:\n  web:\n    image: debian:trixie-slim # {{word}}\n',
  );
  write('content/exam.mdx', '---\ntitle: Exam\n---\n');
  const own = await LabLibrary.open(join(root, 'labs'));
  {
    await using book = await composeBook({ home: home(), with: [exam()] });
    const library = await LabLibrary.open(book.roots.labs ?? '');
    expect([...library.broken.keys()]).toEqual([]);
    expect(library.get('exam/unseen').manifest.title).toBe('Unseen');
    const files = await readLabState(library.get('exam/unseen'), 'solution', { word: 'mira-toba' });
    expect(Buffer.from(files.get('compose.yaml')?.content ?? '').toString()).toContain('65534');
    // What was assigned of the clone's labs is the same lab here.
    for (const { id, contentHash } of own.list()) expect(library.get(id).contentHash).toBe(contentHash);
    expect(library.list()).toHaveLength(own.list().length + 1);
    expect(readdirSync(book.roots.content ?? '')).toContain('exam.mdx');
    expect(existsSync(join(book.sources ?? '', 'content', 'exam.mdx'))).toBe(true);
    expect(existsSync(join(book.sources ?? '', 'labs', 'exam', 'unseen', 'lab.ts'))).toBe(true);
    expect(editionOf({ home: home() }, book).dist).toBe(join(home(), 'site'));
  }
  // Nothing of it is left where learners' books are made of, nor in the home.
  expect(readdirSync(home()).filter((name) => name.startsWith('book.'))).toEqual([]);
  expect(existsSync(join(root, 'labs', 'exam'))).toBe(false);
}, 120_000);

test('of one folder is the clone’s own, unless solutions are left out', async () => {
  await using book = await composeBook({ home: home() });
  expect(book.roots).toEqual({});
  expect(editionOf({ home: home() }, book)).toMatchObject({ sources: root, dist: siteDir });
  expect(editionOf({ home: home(), withoutSolutions: true }, book)).toMatchObject({
    sources: root,
    dist: join(home(), 'site'),
    withoutSolutions: true,
  });
  expect(existsSync(home())).toBe(false);
}, 120_000);

test('refuses a folder without either, and a lab that is there already, and leaves nothing', async () => {
  write('README.md', 'nothing here');
  await expect(composeBook({ home: home(), with: [exam()] })).rejects.toMatchObject({
    code: 'bad-usage',
    message: expect.stringContaining('has no folder “labs”'),
  });
  write('labs/start/first-container/lab.ts', manifest);
  await expect(composeBook({ home: home(), with: [exam()] })).rejects.toMatchObject({
    code: 'bad-usage',
    message: expect.stringContaining('in the book already'),
  });
  expect(readdirSync(home()).filter((name) => name.startsWith('book.'))).toEqual([]);
}, 120_000);

test('takes away what a server left that was killed', async () => {
  // No process has this number: it is above what a kernel gives.
  mkdirSync(join(home(), 'book.2147483646.x'), { recursive: true });
  write('content/exam.mdx', '---\ntitle: Exam\n---\n');
  await using _ = await composeBook({ home: home(), with: [exam()] });
  expect(readdirSync(home()).filter((name) => name.startsWith('book.2147483646'))).toEqual([]);
}, 120_000);
