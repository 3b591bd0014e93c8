/** What a reader waits for when they open something in the page: a lab with its shell, and the editor. */
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import type { Locator, Page } from 'playwright-core';
import { findServer } from '../../../src/cli/home-client.ts';
import { type ConnectedEngine, connectEngine } from '../../../src/engine/connect.ts';
import { readHomeId } from '../../../src/seats/home.ts';
import { homeLabel, roleLabel } from '../../../src/seats/labels.ts';
import { workbenchImage } from '../../../src/seats/seat-images.ts';
import { until } from '../../e2e/harness/until.ts';
import { workspaceOn } from '../../e2e/harness/workspace.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { findEngine } from '../bench-engine.ts';
import { type Book, openBook } from '../book.ts';
import { NotHere, type Row } from '../row.ts';
import { serveMonaco } from './monaco-page.ts';

const lab = 'start/first-container';

/** The first chapter, signed in, in a profile of its own, so that nothing is in its cache. */
async function openChapter({ drydock, openPage }: Book): Promise<Page> {
  const page = await openPage();
  await openLoginLink(page, await drydock.mintLoginUrl());
  await page.goto(`${drydock.url}/start/`);
  // The first key has the page load what labs need, as the pointer of a reader does on its way.
  await page.keyboard.press('Tab');
  return page;
}

const openButton = (page: Page) =>
  page.getByRole('button', { name: /^(Start lab|Start again|Open the workspace)$/ }).first();

/**
 * From the click, as the page hears of it, on what can be clicked until `isThere` resolves, or with the moment with which
 * it does; the page is closed after it. The pointer comes right before, so that what the page loads while a reader's rests
 * there is in it.
 */
async function clicked(
  page: Page,
  what: Locator,
  isThere: () => Promise<number | undefined>,
): Promise<number> {
  await what.and(page.locator(':enabled')).waitFor();
  const heard = page.evaluate(
    () =>
      new Promise<number>((resolve) =>
        document.addEventListener('click', (event) => resolve(performance.timeOrigin + event.timeStamp), {
          capture: true,
          once: true,
        }),
      ),
  );
  await what.click();
  const until = (await isThere()) ?? performance.timeOrigin + performance.now();
  const took = until - (await heard);
  await page.context().close();
  return took;
}

/** The moment at which the page draws a prompt: it hears of it itself, so that no looking now and again is in it. */
const promptDrawn = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          const rows = [...document.querySelectorAll('.xterm-rows > div')].map((row) => row.textContent);
          if (!/[$#]\s*$/.test(rows.join('\n'))) return;
          drawing.disconnect();
          resolve(performance.timeOrigin + performance.now());
        };
        const drawing = new MutationObserver(look);
        drawing.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }),
  );

/** Comes to the card as a reader does who reads what a lab is about: what opening takes is made ready meanwhile. */
async function comeToCard(page: Page): Promise<void> {
  await openButton(page).scrollIntoViewIfNeeded();
  await page.locator('.dd-terminal-ready[data-ready]').waitFor({ state: 'attached', timeout: 30_000 });
}

export const openLab: Row = {
  id: 'open',
  what: 'A lab that is not running: click → prompt in the terminal',
  beside: '`docker run -it` of the workbench’s image typed → prompt',
  goal: { ratio: 1.3 },
  rounds: 8,
  quickRounds: 0,
  async open() {
    await using made = new AsyncDisposableStack();
    const book = made.use(await openBook());
    const { docker } = await findEngine();
    const engine = made.use(await connectEngine(docker.endpoint));
    const homeId = await readHomeId(book.drydock.home);
    const host = docker.endpoint.kind === 'socket' ? ['--host', `unix://${docker.endpoint.path}`] : [];
    const name = `drydock-bench-open-${process.pid}`;
    const all = made.move();
    return {
      prepare: async () => {
        const server = await findServer(book.drydock.home);
        if (!server) throw new Error('the server does not answer');
        await book.drydock.command('lab', 'stop', lab).catch(() => undefined);
        // A server makes the next workbench once the lab that took one has started; no reader opens two within seconds.
        await until('a workbench that is nobody’s', 30_000, () => isSpareThere(engine, homeId));
      },
      ours: async () => {
        const page = await openChapter(book);
        await comeToCard(page);
        return clicked(page, openButton(page), () => promptDrawn(page));
      },
      peer: async () => {
        const since = performance.now();
        const argv = ['run', '-it', '--rm', '--network', 'none', '--name', name, workbenchImage, 'bash'];
        await promptedIn(['docker', ...host, ...argv].join(' '));
        const took = performance.now() - since;
        await execa('docker', [...host, 'rm', '--force', name]);
        return took;
      },
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  },
};

/** With the terminal in it that waits for a first shell. */
async function isSpareThere(engine: ConnectedEngine, homeId: string): Promise<boolean> {
  const benches = await engine.listContainers({ [homeLabel]: homeId, [roleLabel]: 'workbench' });
  const spare = benches.find(({ name, status }) => name.endsWith('-spare') && status === 'running');
  if (!spare) return false;
  const { exitCode } = await engine.run(spare.id, ['pgrep', '-f', '^perl'], { cwd: '/' });
  return exitCode === 0;
}

export const editor: Row = {
  id: 'editor',
  what: 'In an opened workspace, a click on Files → its file can be typed into',
  beside: 'a page with nothing but Monaco, as its manual says: click → can be typed into',
  goal: { ratio: 1.1 },
  rounds: 10,
  quickRounds: 0,
  async open(signal) {
    await using made = new AsyncDisposableStack();
    const book = made.use(await openBook());
    await book.drydock.command('lab', 'start', lab);
    let monaco: { readonly url: string } | undefined;
    let peerNotHere: string | undefined;
    try {
      monaco = made.use(await serveMonaco(signal));
    } catch (error) {
      if (!(error instanceof NotHere)) throw error;
      peerNotHere = error.message;
    }
    const all = made.move();
    return {
      ours: async () => {
        const page = await openChapter(book);
        await openButton(page).click();
        const workspace = workspaceOn(page);
        await workspace.shell.shows(/[$#]\s*$/, 60_000);
        return clicked(page, workspace.root.getByRole('tab', { name: /^Files/ }), () => takesKeys(page));
      },
      ...(monaco && {
        peer: async () => {
          const page = await book.openPage();
          await page.goto(monaco.url);
          return clicked(page, openButton(page), () => takesKeys(page));
        },
      }),
      ...(peerNotHere !== undefined && { peerNotHere }),
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  },
};

/** Resolves once Monaco has drawn a file, and its input takes the focus. */
async function takesKeys(page: Page): Promise<undefined> {
  const shown = page.locator('.monaco-editor .view-line').filter({ hasText: 'services' });
  await shown.first().waitFor({ timeout: 60_000 });
  const input = page.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first();
  await until('the editor has the focus', 10_000, async () => {
    await input.focus();
    return input.evaluate((element) => element === document.activeElement);
  });
}

/** Runs a line with the terminal that a person has, and resolves once a prompt is there. */
async function promptedIn(line: string): Promise<void> {
  const shell = spawn('script', ['-qec', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let seen = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  shell.on('error', reject);
  shell.on('exit', (status) =>
    reject(new Error(`no prompt, and an end with ${status}: ${seen.slice(-200)}`)),
  );
  shell.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    if (/[#$] $/.test(stripVTControlCharacters(seen))) resolve();
  });
  return promise;
}
