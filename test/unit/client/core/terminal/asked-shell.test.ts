import { afterEach, expect, test, vi } from 'vitest';
import { askForShell } from '../../../../../src/client/core/terminal/asked-shell.ts';
import type { ShellView } from '../../../../../src/client/core/terminal/shell-view.ts';
import type { LinkOptions } from '../../../../../src/client/core/terminal/terminal-link.ts';

afterEach(() => void vi.unstubAllGlobals());

/** A shell whose line the test speaks for. */
function asked() {
  vi.stubGlobal('location', { origin: 'https://book.test' });
  const lines: LinkOptions[] = [];
  let ended = false;
  const shell = askForShell({
    lab: 'start/first-container',
    name: 'main',
    person: undefined,
    room: { clientWidth: 810, clientHeight: 421.2 },
    openLink: (options) => {
      lines.push(options);
      return {
        type() {},
        resize() {},
        retry() {},
        [Symbol.dispose]() {
          ended = true;
        },
      };
    },
  });
  const [line] = lines;
  if (line === undefined) throw new Error('no line was opened');
  return { shell, line, isEnded: () => ended };
}

/** As much of a view as is drawn into. */
function viewThat(drew: string[]): ShellView {
  const view: Pick<ShellView, 'size' | 'clear' | 'write' | 'note'> = {
    size: { columns: 77, rows: 11 },
    clear: () => void drew.push('cleared'),
    write: (bytes, done) => {
      drew.push(new TextDecoder().decode(bytes));
      done();
    },
    note: (text) => void drew.push(text),
  };
  return view as ShellView;
}

test('is of the lab, in a guessed size until it is drawn', () => {
  const { shell, line } = asked();
  expect(line.url).toBe('wss://book.test/api/labs/start/first-container/terminals/main');
  expect(line.size()).toEqual({ columns: 100, rows: 20 });
  shell.screen.show(viewThat([]));
  expect(line.size()).toEqual({ columns: 77, rows: 11 });
});

test('keeps what the shell says for its screen, and has the server wait as long', () => {
  const { shell, line } = asked();
  const drew: string[] = [];
  let taken = 0;
  line.onReady(false);
  line.onBytes(new TextEncoder().encode('workbench:~$ '), () => {
    taken += 1;
  });
  expect(taken).toBe(0);
  shell.screen.show(viewThat(drew));
  line.onExit(3);
  expect(drew).toEqual(['workbench:~$ ', 'The shell ended with 3. Enter opens a new one.']);
  expect(taken).toBe(1);
});

test.each([
  ['what was said', (line: LinkOptions) => line.onBytes(new TextEncoder().encode('old'), () => {})],
  ['that it ended', (line: LinkOptions) => line.onExit(1)],
])('begins on a screen that is cleared of %s', (_, says) => {
  const { shell, line } = asked();
  const drew: string[] = [];
  shell.screen.show(viewThat(drew));
  line.onReady(false);
  says(line);
  line.onReady(true);
  line.onBytes(new TextEncoder().encode('new'), () => {});
  expect(drew).toHaveLength(3);
  expect(drew.slice(1)).toEqual(['cleared', 'new']);
});

test('tells whoever listens late how its line stands', () => {
  const { shell, line, isEnded } = asked();
  const trouble = { code: 'engine-lost', title: '', message: 'The engine is away.' } as const;
  line.onTrouble(trouble);
  line.onState('lost');
  expect([shell.state.value, shell.trouble.value]).toEqual(['lost', trouble]);
  line.onState('open');
  expect([shell.state.value, shell.trouble.value]).toEqual(['open', undefined]);
  shell[Symbol.dispose]();
  expect(isEnded()).toBe(true);
});
