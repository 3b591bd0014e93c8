/**
 * Shells that outlive their viewers: each is a tmux session in the workbench, so that a killed server, a closed
 * lid or a second tab finds the same shell with its scrollback.
 */
import { DrydockError } from '../lab/errors.ts';
import { within } from '../lab/general/within.ts';
import type { TerminalSize } from '../lab/ports/engine.ts';
import type { Workbench } from '../lab/ports/seat.ts';
import type { ShareMode } from '../lab/sessions/share.ts';
import type { TerminalSession } from './lab-runner.ts';
import { takeSaidLine } from './said-line.ts';

const tmux = (project: string) => ['tmux', '-L', project, '-f', '/dev/null'] as const;

/** The page's terminal scrolls and copies by itself, so tmux keeps out of the way: no status, no screen of its own. */
const options = [
  ['status', 'off'],
  ['mouse', 'off'],
  ['history-limit', '50000'],
  ['escape-time', '10'],
  ['set-clipboard', 'off'],
  ['window-size', 'latest'],
  ['default-terminal', 'tmux-256color'],
  ['terminal-overrides', '*:smcup@:rmcup@,xterm*:Tc'],
  ['prefix', 'None'],
  ['prefix2', 'None'],
] as const;

/** The workbench's `bash.bashrc` makes the workspace home, so that the prompt is short. */
const shellEnv = ({ workspacePath }: Workbench) => ({
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  DRYDOCK_WORKSPACE: workspacePath,
});

const setOptions = options.flatMap(([name, value]) => ['set-option', '-g', name, value, ';']);

/** A tmux that was stopped answers nobody. */
const openMs = 20_000;

/**
 * Says in a first line whether the shell is there already, then becomes tmux: one call of the Engine in place of two, and
 * whoever opens a shell waits for both. As it attaches, tmux throws away what nobody has read of its terminal's output yet
 * (tcflush(3), TCOFLUSH), so it waits for `goAhead`, which says that the line was read. Arguments: the socket's name, the
 * shell's name, and what follows tmux's options.
 */
const attachScript = `
tmux -L "$1" has-session -t "=$2" 2>/dev/null && echo resumed || echo new
read -r read
socket=$1; shift 2; exec tmux -L "$socket" -f /dev/null "$@"`;

const saidLine = /^(resumed|new)\r?$/;

/** What is typed once the line was read. */
export const goAhead = '\r';

/** The program that attaches to the shell `name` in a terminal of its own, or starts it there. */
export const attachArgv = (project: string, name: string, folder: string): readonly string[] => [
  ...['sh', '-c', attachScript, 'sh', project, name],
  ...['start-server', ';', ...setOptions, 'new-session', '-A', '-s', name, '-c', folder],
];

/** The same for somebody else, who must find the shell: at the size that it has, and with no key that tmux takes. */
const joinArgv = (project: string, name: string, mode: ShareMode): readonly string[] => [
  ...['sh', '-c', attachScript, 'sh', project, name],
  ...['attach-session', '-f', mode === 'look' ? 'read-only,ignore-size' : 'ignore-size', '-t', `=${name}`],
];

/** Attaches to the shell of that name, or starts it. Leaves nothing where it does not come or the signal is aborted. */
export function openTerminal(
  workbench: Workbench,
  project: string,
  name: string,
  size: TerminalSize,
  signal?: AbortSignal,
): Promise<TerminalSession> {
  const argv = attachArgv(project, name, workbench.workspacePath);
  return attach({ workbench, project, name, size, argv }, signal);
}

/**
 * Attaches somebody else to the shell of that name. Rejects with `not-found` where there is none. Its size stays what
 * its owner's window makes it (tmux(1), `ignore-size`).
 */
export async function joinTerminal(
  workbench: Workbench,
  project: string,
  name: string,
  mode: ShareMode,
  size: TerminalSize,
  signal?: AbortSignal,
): Promise<TerminalSession> {
  if (!(await hasSession(workbench, project, name)))
    throw new DrydockError('not-found', {
      message: `There is no shell ${name} now.`,
      fix: 'It can be joined once its owner has opened it.',
    });
  const argv = joinArgv(project, name, mode);
  const joined = await attach({ workbench, project, name, size, argv }, signal);
  // tmux would take no key of one that only looks; what is not sent cannot arrive.
  return mode === 'type' ? joined : { ...joined, write: async () => undefined };
}

interface Attached {
  readonly workbench: Workbench;
  readonly project: string;
  readonly name: string;
  readonly size: TerminalSize;
  readonly argv: readonly string[];
}

async function attach(
  { workbench, project, name, size, argv }: Attached,
  signal: AbortSignal | undefined,
): Promise<TerminalSession> {
  const folder = workbench.workspacePath;
  const process = await workbench.exec({
    argv,
    cwd: folder,
    env: shellEnv(workbench),
    tty: size,
    stdin: true,
  });
  const late = {
    message: `The shell ${name} did not answer for ${openMs / 1000} s.`,
    fix: 'Close its tab, which ends it, and open another one.',
  };
  const { line, rest } = await within({ ms: openMs, late, signal }, async (ending) => {
    const said = await takeSaidLine(process.output, saidLine, ending);
    await process.write(goAhead);
    return said;
  }).catch(async (error: unknown) => {
    await process[Symbol.asyncDispose]();
    throw error;
  });
  const resumed = line?.startsWith('resumed') === true;
  return {
    resumed,
    output: withHistory(() => (resumed ? captureHistory(workbench, project, name) : ''), rest),
    write: (data) => process.write(data),
    resize: (to) => process.resize(to),
    exit: process.exit,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

/** Types a command into a shell, visibly, and presses Enter. Starts the shell where there is none. */
export async function typeIntoTerminal(
  workbench: Workbench,
  project: string,
  name: string,
  command: string,
): Promise<void> {
  if (!(await hasSession(workbench, project, name)))
    await workbench.run(
      [
        ...tmux(project),
        'start-server',
        ';',
        ...setOptions,
        'new-session',
        '-d',
        '-s',
        name,
        '-c',
        workbench.workspacePath,
      ],
      { cwd: workbench.workspacePath, env: shellEnv(workbench), timeoutMs: 10_000 },
    );
  const keys = command
    .split('\n')
    .flatMap((line) => [
      'send-keys',
      '-t',
      `=${name}:`,
      '-l',
      '--',
      line,
      ';',
      'send-keys',
      '-t',
      `=${name}:`,
      'Enter',
      ';',
    ])
    .slice(0, -1);
  // Ctrl-U first: what stands half-typed on the line must not become part of the command.
  await workbench.run([...tmux(project), 'send-keys', '-t', `=${name}:`, 'C-u', ';', ...keys], {
    timeoutMs: 10_000,
  });
}

/** How long the programs of a shell have, after SIGHUP, to end well. */
const endMs = 2_000;

/**
 * Ends a shell and every program of its session: tmux's session, then what ignored the hangup. With its last session
 * tmux's server ends, and is waited for: a shell that is opened meanwhile would be lost with it. Arguments: the
 * socket's name, the shell's name, the time to end in tenths of a second.
 */
const endScript = `
pids=$(tmux -L "$1" list-panes -s -t "=$2" -F '#{pane_pid}' 2>/dev/null) || exit 0
server=$(tmux -L "$1" display-message -p '#{pid}')
tmux -L "$1" kill-session -t "=$2"
for pid in $pids; do
  pkill -HUP -s "$pid"
  for tenth in $(seq "$3"); do pgrep -s "$pid" > /dev/null || break; sleep 0.1; done
  pkill -KILL -s "$pid"
done
tmux -L "$1" list-sessions > /dev/null 2>&1 && exit 0
for tenth in $(seq "$3"); do kill -0 "$server" 2>/dev/null || break; sleep 0.1; done
exit 0`;

/** Ends the shell of that name with what runs in it, which no detaching does. One that is not there is no error. */
export async function endTerminal(workbench: Workbench, project: string, name: string): Promise<void> {
  await workbench.run(['sh', '-c', endScript, 'sh', project, name, String(endMs / 100)], {
    cwd: '/',
    timeoutMs: endMs + 10_000,
  });
}

async function hasSession(workbench: Workbench, project: string, name: string): Promise<boolean> {
  const { exitCode } = await workbench.run([...tmux(project), 'has-session', '-t', `=${name}`], {
    timeoutMs: 10_000,
  });
  return exitCode === 0;
}

/** What scrolled out of the window; the window itself is drawn by attaching. */
async function captureHistory(workbench: Workbench, project: string, name: string): Promise<string> {
  const { stdout } = await workbench.run(
    [...tmux(project), 'capture-pane', '-p', '-e', '-J', '-S', '-', '-E', '-1', '-t', `=${name}:`],
    { timeoutMs: 10_000, maxBytes: 8_000_000 },
  );
  return stdout.replaceAll('\n', '\r\n');
}

/** The history is taken once the window is drawn: what scrolls out meanwhile may then come twice, and is never lost. */
async function* withHistory(
  readHistory: () => Promise<string> | string,
  output: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let isDrawn = false;
  for await (const chunk of output) {
    const history = isDrawn ? '' : await readHistory();
    isDrawn = true;
    if (history !== '') yield new TextEncoder().encode(history);
    yield chunk;
  }
}
