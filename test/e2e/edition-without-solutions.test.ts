/**
 * The book's own edition without solutions, built: what solutions alone have is looked for in every file of it, whatever
 * page put it there. Neither an engine nor a browser is needed.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../src/cli/root.ts';
import { buildSite, ownEdition } from '../../src/cli/site-build.ts';
import { LabLibrary } from '../../src/runner/library/lab-library.ts';
import { solutionLines, textsOf } from '../fixtures/solution-lines.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

/** What stands in prose on purpose: decision 327 leaves the prose of the book's own chapters as it is. */
const taught: readonly (readonly [lab: string, file: string, line: string, why: string])[] = [
  [
    'base-images/distroless',
    'base-images/index.html',
    'pid: service:bot',
    'how to look into an image without a shell',
  ],
  ['runtimes/bundle', 'seccomp/index.html', 'defaultAction: SCMPACTALLOW,', 'what a profile consists of'],
  ['runtimes/bundle', 'system-calls/index.html', 'defaultAction: SCMPACTALLOW,', 'the profile of Docker'],
  ['namespaces/by-hand', 'namespaces/index.html', 'mount --bind $new $new', 'how a root is made'],
  [
    'namespaces/own-network',
    'namespaces/index.html',
    'ip netns delete home 2> /dev/null || true',
    'how a network is made',
  ],
  ['namespaces/own-network', 'namespaces/index.html', 'ip netns add home', 'how a network is made'],
  ['namespaces/share', 'namespaces/index.html', 'networkmode: service:web', 'what services may share'],
  ['namespaces/share', 'namespaces/index.html', 'pid: service:web', 'what services may share'],
  ['seccomp/who-said-no', 'seccomp/index.html', 'devicecgrouprules:', 'the name of a key'],
  [
    'bpf/exec-log',
    'bpf/index.html',
    'struct linuxbinprm program = (void )told->args[2];',
    'how a program reads what it is told',
  ],
];
/** The editor's schema knows every key of Compose, and the search knows what pages say. */
const isKnown = (file: string) => file.includes('compose-spec.') || file.startsWith('pagefind/');

const folder = makeTemporaryFolder();
let texts: ReadonlyMap<string, string>;
beforeAll(async () => {
  const dist = join(folder.path, 'without');
  await buildSite(() => undefined, undefined, { ...ownEdition, dist, withoutSolutions: true });
  texts = textsOf(dist);
}, 1_800_000);
afterAll(() => folder[Symbol.dispose]());

describe('case 355: the edition without solutions', () => {
  test('case 355: has no line of any lab’s solution in any file, but for what prose teaches', async () => {
    const lines = await solutionLines(await LabLibrary.open(join(root, 'labs')));
    expect(lines.length).toBeGreaterThan(150);
    expect(texts.size).toBeGreaterThan(100);
    const isTaught = (file: string, line: string) =>
      isKnown(file) || taught.some(([, page, text]) => page === file && text === line);
    const found = lines.flatMap(({ lab, path, text }) =>
      [...texts].flatMap(([file, all]) =>
        all.includes(text) && !isTaught(file, text) ? [`${lab} ${path}: ${text} in ${file}`] : [],
      ),
    );
    expect(found).toEqual([]);
  });

  test('case 355: is searched by what it has: what prose teaches is found', () => {
    const missing = taught.filter(([, file, text]) => !(texts.get(file) ?? '').includes(text));
    expect(missing).toEqual([]);
  });

  test('case 355: compares nothing with a solution beside the chapters, and says what the checklist lacks', () => {
    expect(texts.get('index.html')).toContain('A book you can run');
    expect(texts.get('index.html')).not.toContain('Three lines later');
    expect(texts.get('checklist/index.html')).toContain('it is not in this edition');
  });
});
