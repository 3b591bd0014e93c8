/** `drydock lab shell` on a server: what it types, prints and leaves behind. */
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attachShell } from '../../../src/cli/attach-shell.ts';
import { openServerShell } from '../../../src/cli/server-shell.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
beforeEach(async () => {
  at = await startServerAtWork();
});
afterEach(() => at[Symbol.asyncDispose]());

const size = { columns: 100, rows: 30 };
const open = (lab: `${string}/${string}` = 'start/first-container') =>
  openServerShell(at.server.socketPath, { lab, name: 'main', size });

/** A terminal whose raw modes are noted, and what it shows. */
function makeTerminal() {
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), { setRawMode: (on: boolean) => raw.push(on) });
  const output = Object.assign(new PassThrough(), { ...size });
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  return { input, output, raw, shown: () => shown };
}

describe('a shell in a terminal of the reader', () => {
  const never = new AbortController().signal;

  test('types, prints, follows the size, and ends with the shell', async () => {
    const terminal = makeTerminal();
    const attached = attachShell(await open(), terminal, never);
    terminal.input.write('echo ü\n');
    await eventually(() => expect(terminal.shown()).toBe('echo ü\n'));
    Object.assign(terminal.output, { columns: 120 }).emit('resize');
    const [shell] = at.runner.shells;
    await eventually(() => expect(shell?.sizes).toEqual([size, { ...size, columns: 120 }]));
    terminal.input.write('exit\n');
    expect(await attached).toBe(0);
    expect(terminal.raw).toEqual([true, false]);
    await eventually(() => expect(shell?.disposals).toBe(1));
  });

  test('shows nothing of the heartbeats of its server', async () => {
    await at[Symbol.asyncDispose]();
    at = await startServerAtWork({ timing: { heartbeatMs: 2 } });
    const terminal = makeTerminal();
    const attached = attachShell(await open(), terminal, never);
    let typed = '';
    for (let index = 0; index < 20; index += 1) {
      terminal.input.write(`line ${index}\n`);
      typed += `line ${index}\n`;
      await eventually(() => expect(terminal.shown()).toBe(typed));
    }
    terminal.input.write('exit\n');
    expect(await attached).toBe(0);
    expect(terminal.shown()).toBe(`${typed}exit\n`);
  });

  test('is left by Ctrl-], with what stood before it typed, and goes on', async () => {
    const terminal = makeTerminal();
    const attached = attachShell(await open(), terminal, never);
    terminal.input.write('half\x1dnot this');
    expect(await attached).toBeUndefined();
    const [shell] = at.runner.shells;
    await eventually(() => expect(shell?.disposals).toBe(1));
    expect(shell?.typed.join('')).toBe('half');
    expect(terminal.raw).toEqual([true, false]);
  });

  test('is left where the command is ended', async () => {
    const ending = new AbortController();
    const terminal = makeTerminal();
    const attached = attachShell(await open(), terminal, ending.signal);
    ending.abort();
    expect(await attached).toBeUndefined();
    expect(terminal.raw).toEqual([true, false]);
  });

  test('ends its input where that of the command ends', async () => {
    const terminal = makeTerminal();
    const attached = attachShell(await open(), terminal, never);
    terminal.input.end('ls\n');
    const [shell] = at.runner.shells;
    await eventually(() => expect(shell?.typed.join('')).toBe('ls\n\x04'));
    const told = expect(attached).rejects.toThrow(
      /closed the connection to a shell of start\/first-container/,
    );
    await at.server[Symbol.asyncDispose]();
    await told;
  });

  test('types what is longer than a frame of the server', async () => {
    const terminal = makeTerminal();
    const ending = new AbortController();
    const attached = attachShell(await open(), terminal, ending.signal);
    const script = 'ä'.repeat(60_000);
    terminal.input.write(script);
    const [shell] = at.runner.shells;
    await eventually(() => expect(shell?.typed.join('').length).toBe(script.length));
    ending.abort();
    await attached;
  });

  test('reads on as long as the output is taken, and loses nothing of megabytes', async () => {
    at.runner.makeOutput = async function* (shell) {
      for (let at = 0; at < 40; at++) yield new Uint8Array(100_000).fill(97);
      await shell.next();
    };
    const terminal = makeTerminal();
    const ending = new AbortController();
    const attached = attachShell(await open(), terminal, ending.signal);
    await eventually(() => expect(terminal.shown().length).toBe(4_000_000));
    ending.abort();
    await attached;
  });

  test('is an error that says why where there is none', async () => {
    await expect(open('start/nothing')).rejects.toThrow('There is no lab start/nothing.');
    at.runner.terminalError = new DrydockError('bad-usage', { message: 'The lab is not running.' });
    await expect(open()).rejects.toThrow('The lab is not running.');
  });
});
