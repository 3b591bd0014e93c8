/**
 * From a roster to evidence that others verify, on a real engine: whoever teaches and a learner who comes from a learning
 * platform do in the browser what people do there; what was handed in is played by the server's own grader.
 */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findServer, type HomeClient } from '../../../src/cli/home-client.ts';
import { root } from '../../../src/cli/root.ts';
import { buildSite } from '../../../src/cli/site-build.ts';
import { loadCatalogue } from '../../../src/engine/images/catalogue.ts';
import { makeImageEngine } from '../../../src/engine/images/image-engine.ts';
import { prepareImages } from '../../../src/engine/images/prepare.ts';
import { requirePrepared } from '../../../src/engine/images/prepare-request.ts';
import { listHashes } from '../../../src/evidence/submission.ts';
import { testResultType } from '../../../src/evidence/types.ts';
import { claims } from '../../../src/lti/claims.ts';
import { engineFiles } from '../../../src/seats/embedded/engine-paths.ts';
import { findHome } from '../../../src/seats/home.ts';
import { makeOuter, whyNoEmbedded } from '../../contract/machine.ts';
import { deployment, instructor, type PlatformDouble, startPlatform } from '../../fixtures/lti/platform.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { ServedHome } from '../../soak/served-home.ts';
import { openBrowser, openReader, type Reader, whyNoBrowser } from '../harness/browser.ts';
import { findFreePort } from '../harness/free-port.ts';
import { pictureFailures, stopAtFirstFailure } from '../harness/journey.ts';
import { until } from '../harness/until.ts';
import { startLab, workspaceOn } from '../harness/workspace.ts';

const lab = 'start/first-container';
const program = join(root, 'src/cli/main.ts');
/** What a process may get is no power that it has: a check that asks for it fails whoever did all that is asked. */
const [right, wrong] = ['caps.effective.none()', 'caps.bounding.none()'];
const skip = whyNoBrowser() ?? (await whyNoEmbedded());

describe.skipIf(skip !== undefined)(`a course from its roster to evidence${skip ? ` (${skip})` : ''}`, () => {
  const folder = makeTemporaryFolder();
  const home = join(folder.path, 'home');
  const at = (name: string) => join(folder.path, name);
  const manifest = at(`book/labs/${lab}/lab.ts`);
  let port: number;
  let server: ServedHome | undefined;
  let client: HomeClient;
  let platform: PlatformDouble;
  let browser: Browser;
  let teacher: Reader;
  let learner: Reader;
  let desk: Page;
  let page: Page;
  let course: string;
  let assignment: string;
  let ada: string;
  const url = (path: string) => `http://127.0.0.1:${port}${path}`;
  const env = { DRYDOCK_ENGINE_HOME: findHome(process.env).engineHome };
  const drydock = async (...args: readonly string[]) =>
    (await execa(process.execPath, [program, '--home', home, '--engine', 'nested', ...args], { env })).stdout;

  async function serve(): Promise<void> {
    server = new ServedHome(home, {
      engine: 'nested',
      seatsFor: 'many',
      seatClass: 'rootless',
      seatPool: '0',
      labs: at('book/labs'),
      port,
      localPlatforms: true,
    });
    await server.ready;
    const found = await findServer(home);
    if (found === undefined) throw new Error('no server answers');
    client = found;
  }

  /** A lab of a teacher's own, one of whose checks is wrong. */
  function layLabs(): void {
    mkdirSync(at('book/labs/start'), { recursive: true });
    for (const name of ['src', 'node_modules']) symlinkSync(join(root, name), at(`book/${name}`));
    // With the programs that it shares with others.
    for (const name of [lab, 'thread'])
      cpSync(join(root, 'labs', name), at(`book/labs/${name}`), { recursive: true });
    replaceCheck(right, wrong);
  }
  function replaceCheck(from: string, to: string): void {
    const text = readFileSync(manifest, 'utf8');
    expect(text.split(from)).toHaveLength(2);
    writeFileSync(manifest, text.replace(from, to));
  }

  /** Opens the tool from the platform's course, in a tab of its own. */
  async function comesBy(of: Page, said: Parameters<PlatformDouble['say']>[0]): Promise<Page> {
    platform.say(said);
    await of.goto(`${platform.origin}/course?embed=no`);
    const [tab] = await Promise.all([
      of.context().waitForEvent('page'),
      of.getByRole('link', { name: 'Open the tool' }).click(),
    ]);
    return tab;
  }
  const gradeOf = async () => {
    const { grade } = await client.call('personWork', { assignment, person: ada });
    return { state: grade.state, points: grade.points };
  };
  const scores = () => platform.book.scores.map(({ scoreGiven }) => scoreGiven);
  const arrives = (score: number) =>
    until(`the platform has ${score}`, 60_000, () => scores().at(-1) === score);

  pictureFailures(
    () => desk,
    () => page,
  );
  stopAtFirstFailure();
  beforeAll(async () => {
    layLabs();
    await buildSite(() => undefined);
    port = await findFreePort();
    await serve();
    platform = await startPlatform({ dialect: 'canvas', tool: () => url('') });
    browser = await openBrowser();
    teacher = await openReader(browser);
    learner = await openReader(browser);
    [desk, page] = [teacher.page, learner.page];
  }, 1_200_000);
  afterAll(async () => {
    await browser?.close();
    await server?.end('SIGTERM');
    await platform?.[Symbol.asyncDispose]();
    await drydock('clean', '-y');
    folder[Symbol.dispose]();
  }, 300_000);

  test('a roster is imported, and an assignment made of a lab of the teacher’s own', async () => {
    await openLoginLink(desk, (await client.call('mintLogin')).url);
    await desk.goto(url('/courses/'));
    await desk.getByLabel('Title').fill('Container security');
    await desk.getByLabel('Time zone').fill('Europe/Vienna');
    await desk.getByRole('button', { name: 'Make course' }).click();
    await desk.getByRole('heading', { name: 'Container security', level: 1 }).waitFor();
    course = new URL(desk.url()).searchParams.get('course') ?? '';
    await desk.getByLabel('Paste it').fill('name,email,SIS id\nAda Lovelace,ada@example.org,S-1\n');
    await desk.getByRole('button', { name: 'Show what it would change' }).click();
    await desk.getByRole('button', { name: 'Import it' }).click();
    await desk.getByRole('heading', { name: 'People 1' }).waitFor();
    ada = (await client.call('roster', { course }))[0]?.person ?? '';
    await desk.getByRole('link', { name: 'New assignment' }).click();
    await desk.getByLabel('Title').fill('Week 1');
    await desk.getByRole('checkbox', { name: lab }).check();
    await desk.getByLabel(/^Points for/).fill('10');
    await desk.getByLabel('Opens', { exact: true }).fill('2026-01-05T08:00');
    await desk.getByLabel('Due', { exact: true }).fill('2099-06-30T12:00');
    await desk.getByRole('button', { name: 'Make assignment' }).click();
    await desk.getByRole('heading', { name: 'Week 1', level: 1 }).waitFor();
    assignment = new URL(desk.url()).searchParams.get('assignment') ?? '';
  });

  test('a learner comes from their learning platform to the assignment, as who the roster knows', async () => {
    const { name, issuer, clientId, authUrl, tokenUrl, keysUrl } = platform.registration;
    const asked = ['--issuer', issuer, '--client', clientId, '--auth', authUrl, '--token', tokenUrl];
    await drydock('lti', 'add', name, ...asked, '--keys', keysUrl, '--deployment', deployment);
    await using lecturer = await openReader(browser);
    const theirs = await comesBy(lecturer.page, { subject: 'teacher', roles: [instructor] });
    await theirs.waitForURL(`${url('')}/**`);
    await until('the platform’s course is known', 20_000, async () => {
      const [known] = await client.call('ltiCourses');
      if (known === undefined) return false;
      if (known.course.id !== course)
        await client.call('moveLtiCourse', { course: known.course.id, body: { to: course } });
      return true;
    });
    page = await comesBy(page, {
      destination: `assignment:${assignment}`,
      subject: 'user-1',
      claims: { [claims.lis]: { person_sourcedid: 'S-1' } },
    });
    await page.waitForURL(url(`/my-assignments/?assignment=${assignment}`));
    await page.getByText('You have not started it').waitFor();
  });

  test('works on the lab in a seat of their own, and hands in', async () => {
    await page.goto(url('/start/#lab-first-container'));
    await startLab(page);
    const { shell, ready } = workspaceOn(page);
    await shell.shows(/\$\s*$/, 300_000);
    await ready();
    // What the chapter asks for: another user, and two file systems that are read-only.
    await shell.run(
      `sed -i 's|^    command:|    user: "10001"\\n    read_only: true\\n    command:|' compose.yaml`,
    );
    await shell.run(
      `sed -i 's|./web:/srv$|./web:/srv:ro|' compose.yaml; clear; grep -c -e 10001 -e :ro compose.yaml`,
    );
    await shell.shows(/^2\s*$/m);
    await page.goto(url(`/my-assignments/?assignment=${assignment}`));
    await page.getByRole('button', { name: 'Hand in …' }).click();
    await page.getByText('compose.yaml').waitFor();
    await page.getByRole('button', { name: 'Hand in now' }).click();
    await page.getByText(/Handed in as number 1, received/).waitFor();
  }, 600_000);

  test('is graded by a replay in a seat that nobody else has, and the platform gets the score', async () => {
    await until('it is graded', 600_000, async () => (await gradeOf()).state !== 'waiting');
    // The wrong check takes a quarter.
    expect(await gradeOf()).toEqual({ state: 'graded', points: 7.5 });
    await page.getByText('7.5 of 10 points').first().waitFor({ timeout: 60_000 });
    await arrives(7.5);
    const { submissions } = await client.call('personWork', { assignment, person: ada });
    expect(submissions).toHaveLength(1);
  }, 700_000);

  test('somebody says what it is worth, until the check is mended', async () => {
    const work = `/submissions/?assignment=${assignment}&person=${ada}&lab=${encodeURIComponent(lab)}`;
    await desk.goto(url(work));
    await desk.getByLabel('Points, of 10').fill('9');
    await desk.getByLabel('Reason, which the learner reads').fill('Nobody asked you for the bounding set.');
    await desk.getByRole('button', { name: 'Set points' }).click();
    await desk.getByText('9 of 10 points').first().waitFor();
    await arrives(9);
    await desk.getByRole('button', { name: 'Take it back' }).click();
    await desk.getByText('It is taken back: what was judged counts.').waitFor();
    await arrives(7.5);
  });

  test('the check is mended, what was seen is judged again, and holds once it is applied', async () => {
    await server?.end('SIGTERM');
    replaceCheck(wrong, right);
    await serve();
    await desk.goto(url(`/regrades/?assignment=${assignment}`));
    await desk.getByText('The lab was changed:').waitFor();
    await desk.getByLabel('Reason').fill('The check asked for the bounding set too.');
    await desk.getByRole('button', { name: /^Make a draft of/ }).click();
    await desk.getByText(/judged again from what had been seen, in \d+\.\d s\./).waitFor();
    await desk.getByRole('rowheader', { name: 'Ada Lovelace' }).waitFor();
    expect(await gradeOf()).toEqual({ state: 'graded', points: 7.5 });
    await desk.getByRole('button', { name: 'Apply …' }).click();
    await desk.getByRole('button', { name: 'Apply it' }).click();
    await desk.getByText(/applied by/).waitFor();
    expect(await gradeOf()).toEqual({ state: 'graded', points: 10 });
    await arrives(10);
    expect(scores()).toEqual([7.5, 9, 7.5, 10]);
  }, 600_000);

  test('leaves as the table that Canvas imports', async () => {
    const canvas =
      'Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (4711)\n    Points Possible,,,,,10\n"Lovelace, Ada",17,S-1,ada,A,\n';
    await desk.goto(url(`/gradebook/?assignment=${assignment}`));
    await desk.getByRole('row', { name: /^Ada Lovelace/ }).waitFor();
    writeFileSync(at('exported.csv'), canvas);
    const column = ['--canvas', at('exported.csv'), '--column', 'Week 1 (4711)'];
    await drydock('assignment', 'export', at('filled.csv'), '--as', 'canvas', ...column);
    const filled = readFileSync(at('filled.csv'), 'utf8').split(/\r?\n/);
    expect(filled.find((line) => line.includes('Lovelace'))).toMatch(/17.*S-1.*\b10"?$/);
  });

  test('has evidence that is verified without a network: by ours, and by cosign', async () => {
    await drydock('evidence', 'export', at('evidence.jsonl'));
    writeFileSync(at('key.pem'), await drydock('evidence', 'key'));
    const [seen] = (await client.call('personWork', { assignment, person: ada })).submissions;
    const submission = await client.call('submission', { assignment, id: seen?.id ?? '' });
    writeFileSync(at('submission.json'), listHashes(submission.paths));
    const lines = readFileSync(at('evidence.jsonl'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(2);
    // In a network namespace that has nothing, not even a loopback that is up.
    const verify = ['evidence', 'verify', at('evidence.jsonl'), '--key', at('key.pem')];
    const ours = await execa('unshare', ['-n', process.execPath, program, ...verify]);
    expect(ours.stdout).toContain('FAILED, 3 of 4 points');
    expect(ours.stdout).toContain('PASSED, 4 of 4 points');
    expect(ours.stdout).toContain('chain: numbers 1 to 2');
    await prepareCosign();
    for (const [index, line] of lines.entries()) writeFileSync(at(`evidence-${index + 1}.json`), line);
    for (const file of ['evidence-1.json', 'evidence-2.json'])
      expect(await cosign(file, 'submission.json')).toMatchObject({
        exitCode: 0,
        all: expect.stringContaining('Verified OK'),
      });
    writeFileSync(at('other.json'), listHashes(submission.paths.slice(1)));
    const refused = await cosign('evidence-2.json', 'other.json');
    expect(refused.exitCode).not.toBe(0);
    expect(refused.all).toContain('no matching subject digest found');
  }, 900_000);

  async function prepareCosign(): Promise<void> {
    await using provider = await makeOuter(home, 'evidence');
    const outer = await provider.connect();
    const catalogue = await loadCatalogue(join(root, 'labs', 'images'));
    const engine = makeImageEngine(outer, { owned: true, catalogue });
    requirePrepared(await prepareImages({ ...engine, catalogue, images: ['registry'] }));
  }

  /** Debian's, in a container that has no network, with the files of this test and nothing else. */
  async function cosign(evidence: string, subject: string) {
    const host = `unix://${engineFiles(findHome(process.env).engineHome).socket}`;
    const put = ['--volume', `${folder.path}:/given:ro`, '--workdir', '/given', '--env', 'HOME=/tmp'];
    const run = ['run', '--rm', '--network', 'none', '--pull', 'never', ...put, 'drydock/registry:1'];
    const options = ['--key', 'key.pem', '--signature', evidence, '--insecure-ignore-tlog=true'];
    const verify = ['cosign', 'verify-blob-attestation', ...options, '--type', testResultType, subject];
    return await execa('docker', ['--host', host, ...run, ...verify], { reject: false, all: true });
  }
});
