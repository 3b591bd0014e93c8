/** Two pages with a terminal of one size, in one workbench with one tmux: Drydock's, and wetty's. */
import { execa } from 'execa';
import type { Page } from 'playwright-core';
import { connectEngine } from '../../../src/engine/connect.ts';
import type { ExecProcess } from '../../../src/lab/ports/engine.ts';
import { engineFiles } from '../../../src/seats/embedded/engine-paths.ts';
import { findHome, readHomeId } from '../../../src/seats/home.ts';
import { homeLabel, roleLabel } from '../../../src/seats/labels.ts';
import { findHomeHolder } from '../../../src/store/home-lock.ts';
import type { Drydock } from '../../e2e/harness/drydock.ts';
import { startLab, workspaceOn } from '../../e2e/harness/workspace.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { findOwnedKind } from '../../labs/proving.ts';
import { openBook } from '../book.ts';
import { NotHere } from '../row.ts';
import { makeScreen, type Screen, watchTerminal } from './screen.ts';
import { startWetty } from './wetty.ts';

export interface TerminalPair extends AsyncDisposable {
  readonly ours: Screen;
  /** The process id of our server. */
  readonly serverPid: number;
  /** wetty in the same workbench, or why it is not there. */
  readonly peer: { readonly screen: Screen; readonly pid: number } | string;
  /** A tmux session of its own there over the Engine's API alone, in the same size. */
  attach(session: string): Promise<ExecProcess>;
}

/** What a shell in the workbench is started with; as src/runner/terminal.ts does it. */
export interface Workbench {
  readonly socket: string;
  readonly container: string;
  /** The name of tmux's socket. */
  readonly tmux: string;
  readonly dir: string;
}

const engineSocket = () => engineFiles(findHome(process.env).engineHome).socket;
export const shellEnv = { TERM: 'xterm-256color', LANG: 'C.UTF-8' } as const;
export const attachArguments = ({ tmux, dir }: Workbench, session: string): readonly string[] =>
  ['tmux', '-L', tmux, '-f', '/dev/null', 'new-session', '-A', '-s', session, '-c', dir] as const;

/** `through`: what wetty's page leads to: the same tmux as ours, or a shell with none between; none starts no wetty. */
export async function openTerminals(
  signal: AbortSignal,
  through: 'tmux' | 'shell' | 'none' = 'tmux',
): Promise<TerminalPair> {
  if ((await findOwnedKind()) !== 'embedded')
    throw new NotHere('labs run in a seat of another engine here, whose workbench wetty does not reach');
  await using made = new AsyncDisposableStack();
  const book = made.use(await openBook());
  const { drydock } = book;
  const openPage = async () => {
    const page = await book.openPage();
    page.setDefaultTimeout(60_000);
    await watchTerminal(page);
    return page;
  };
  const page = await openPage();
  const ours = await openOurs(page, drydock);
  const workbench = await findWorkbench(drydock);
  const size = await sizeOf(workbench, 'main');
  let peer: TerminalPair['peer'] = 'not asked for';
  if (through !== 'none')
    try {
      const wetty = made.use(await startWetty(workbench, signal));
      const screen = await openPeer(await openPage(), wetty.url, workbench, size);
      if (through === 'shell') await leaveTmux(screen, workbench);
      peer = { screen, pid: wetty.pid };
    } catch (error) {
      if (!(error instanceof NotHere)) throw error;
      peer = error.message;
    }
  const engine = made.use(await connectEngine({ kind: 'socket', path: workbench.socket }));
  const serverPid = findHomeHolder(drydock.home)?.pid ?? 0;
  const all = made.move();
  return {
    ours,
    serverPid,
    peer,
    attach: (session) =>
      engine.exec(workbench.container, {
        argv: attachArguments(workbench, session),
        env: shellEnv,
        tty: size,
        stdin: true,
      }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function openOurs(page: Page, drydock: Drydock): Promise<Screen> {
  await openLoginLink(page, await drydock.mintLoginUrl());
  await page.goto(`${drydock.url}/start/`);
  await startLab(page);
  const workspace = workspaceOn(page);
  await workspace.shell.shows(/\$\s*$/, 60_000);
  await workspace.ready();
  return makeScreen(page, workspace.shell.panel);
}

/** Makes the window so large that its terminal has the size of ours: what is drawn is as much on both sides. */
async function openPeer(page: Page, url: string, at: Workbench, size: TerminalSize): Promise<Screen> {
  await page.goto(url);
  const screen = makeScreen(page, page.locator('body'));
  await screen.prompts();
  for (let tries = 0; tries < 8; tries++) {
    const now = await sizeOf(at, 'peer');
    if (now.columns === size.columns && now.rows === size.rows) return screen;
    const { width, height } = page.viewportSize() ?? { width: 1440, height: 900 };
    await page.setViewportSize({
      width: Math.round(width + ((size.columns - now.columns) * width) / now.columns),
      height: Math.round(height + ((size.rows - now.rows) * height) / now.rows),
    });
    await page.waitForTimeout(500);
  }
  throw new Error('wetty’s terminal did not come to the size of ours');
}

async function leaveTmux(screen: Screen, { socket, container, tmux }: Workbench): Promise<void> {
  const argv = ['exec', container, 'tmux', '-L', tmux, 'kill-session', '-t', '=peer'];
  await execa('docker', ['--host', `unix://${socket}`, ...argv]);
  await screen.shows('[exited]');
  await screen.prompts();
}

interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

async function sizeOf({ socket, container, tmux }: Workbench, session: string): Promise<TerminalSize> {
  const argv = [
    'tmux',
    '-L',
    tmux,
    'list-clients',
    '-t',
    `=${session}`,
    '-F',
    '#{client_width} #{client_height}',
  ];
  const { stdout } = await execa('docker', ['--host', `unix://${socket}`, 'exec', container, ...argv]);
  const [columns = 0, rows = 0] = (stdout.split('\n')[0] ?? '').split(' ').map(Number);
  return { columns, rows };
}

/** Where the shells of the only lab that was started are. */
export async function findWorkbench(drydock: Drydock): Promise<Workbench> {
  const home = `label=${homeLabel}=${await readHomeId(drydock.home)}`;
  const ids = await drydock.docker('ps', '-q', '--filter', home, '--filter', `label=${roleLabel}=workbench`);
  const container = ids.split('\n')[0] ?? '';
  const found = await drydock.docker(
    'exec',
    container,
    'sh',
    '-c',
    'basename /tmp/tmux-0/*; tmux -L "$(basename /tmp/tmux-0/*)" display -p "#{session_path}"',
  );
  const [tmux = '', dir = '/'] = found.trim().split('\n');
  return { socket: engineSocket(), container, tmux, dir };
}
