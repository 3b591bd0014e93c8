/** What is shown to a session, of a real tmux of this machine: the window as whoever types in it sees it. */
import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExecRequest, TerminalSize } from '../../../src/lab/ports/engine.ts';
import type { Workbench } from '../../../src/lab/ports/seat.ts';
import type { Screen } from '../../../src/lab/wire/mirror.ts';
import { joinTerminal, openTerminal } from '../../../src/runner/terminal.ts';
import { tapScreen } from '../../../src/server/mirror/screen-tap.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { startLocally } from '../../fixtures/local-process.ts';
import { ReadShell } from '../../fixtures/read-shell.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const isThere = ['tmux', 'script'].every((program) => spawnSync('which', [program]).status === 0);
const project = `tapped-${process.pid}`;
const size = { columns: 72, rows: 12 };

const quoted = (argv: readonly string[]) =>
  argv.map((each) => `'${each.replaceAll("'", String.raw`'\''`)}'`).join(' ');

/** A workbench of which terminals alone are used: programs of this machine, behind terminals that script(1) makes. */
function localWorkbench(workspacePath: string): Workbench {
  const inTerminal = ({ argv, cwd = '/', env }: ExecRequest, tty: TerminalSize) =>
    startLocally({
      argv: [
        'script',
        '-qfc',
        `stty cols ${tty.columns} rows ${tty.rows}; exec ${quoted(argv)}`,
        '/dev/null',
      ],
      cwd,
      env: { ...env, HOME: workspacePath, PS1: '$ ', BASH_ENV: '', HISTFILE: '/dev/null' },
    });
  return {
    workspacePath,
    exec: (request: ExecRequest) => inTerminal(request, request.tty === undefined ? size : request.tty),
    run: async ([program = '', ...args]: readonly string[]) => {
      const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
      return { exitCode: status ?? 1, stdout, stderr };
    },
  } as unknown as Workbench;
}

describe.skipIf(!isThere)('a tap of tmux', () => {
  const folder = makeTemporaryFolder();
  const workbench = localWorkbench(folder.path);
  let own: ReadShell;
  beforeAll(async () => {
    own = new ReadShell(await openTerminal(workbench, project, 'main', size));
  });
  afterAll(async () => {
    spawnSync('tmux', ['-L', project, 'kill-server']);
    await own?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  test('has what stands in the window as it begins, then what is typed, and of a flood its end', async () => {
    await own.type('echo before-$((40+2))');
    await own.until(/before-42/);
    await using session = await joinTerminal(workbench, project, 'main', 'look', size);
    session.exit.catch(() => {});
    const screens: Screen[] = [];
    using tap = tapScreen(session.output, { size, everyMs: 5, onScreen: (screen) => screens.push(screen) });
    tap.done.catch(() => {});
    const shows = (text: string) => eventually(() => expect(screens.at(-1)?.text).toContain(text));
    await shows('before-42');
    await own.type('clear; echo after-$((40+3))');
    await shows('after-43');
    expect(screens.at(-1)?.text).not.toContain('before-42');
    await own.type('seq 100000; echo flood-$((40+4))');
    await shows('flood-44');
    const lines =
      screens
        .at(-1)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: each row stands behind the place where it begins
        ?.text.split(/\u001b\[\d+;1H/)
        .slice(1, size.rows + 1)
        .map((line) => stripVTControlCharacters(line).trim()) ?? [];
    expect(lines).toContain('100000');
    expect(lines.length).toBeLessThanOrEqual(size.rows);
    // A hundred thousand lines were written, and no more screens were told than there was time for.
    expect(screens.length).toBeLessThan(2_000);
    await session.write('echo typed-$((40+5))\r');
    await own.type('echo last-$((40+6))');
    await shows('last-46');
    expect(own.text).not.toContain('typed-45');
  });
});
