import headless from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Screen } from '../../../../src/lab/wire/mirror.ts';
import { tapScreen } from '../../../../src/server/mirror/screen-tap.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A shell that says what a test gives it, and a clock that a test moves. */
function openTap(size = { columns: 20, rows: 3 }) {
  const said: Uint8Array[] = [];
  let wake = () => {};
  let isDrawn = () => {};
  let isOver = false;
  async function* output() {
    while (!isOver || said.length > 0) {
      const chunk = said.shift();
      if (chunk !== undefined) yield chunk;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
          // What was said before is drawn by the time that more is asked for.
          isDrawn();
        });
    }
  }
  const screens: Screen[] = [];
  let due: (() => void) | undefined;
  const tap = tapScreen(output(), {
    size,
    everyMs: 200,
    onScreen: (screen) => screens.push(screen),
    later: (run, delayMs) => {
      expect(delayMs).toBe(200);
      due = run;
      return () => {
        due = undefined;
      };
    },
  });
  return {
    tap,
    screens,
    /** Resolves once it was drawn. */
    say: (...texts: readonly string[]) =>
      new Promise<void>((resolve) => {
        said.push(...texts.map(bytes));
        isDrawn = resolve;
        wake();
      }),
    end: async () => {
      isOver = true;
      wake();
      await tap.done;
    },
    pass: () => {
      const run = due;
      due = undefined;
      run?.();
    },
    isResting: () => due !== undefined,
  };
}

/** What a page would show that draws it, line by line. */
async function drawn({ columns, rows, text }: Screen): Promise<readonly string[]> {
  const terminal = new headless.Terminal({ cols: columns, rows, scrollback: 0, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const { active } = terminal.buffer;
  return Array.from({ length: rows }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
}

describe('a tap of a shell', () => {
  test('tells the first screen at once, and those of a flood as one', async () => {
    const at = openTap();
    await at.say('$ ls\r\n');
    expect(at.screens).toHaveLength(1);
    await at.say('one\r\n', 'two\r\n', 'three\r\n', 'four');
    expect(at.screens).toHaveLength(1);
    at.pass();
    expect(at.screens).toHaveLength(2);
    expect(await drawn(at.screens[1] ?? { columns: 1, rows: 1, text: '' })).toEqual(['two', 'three', 'four']);
    at.tap[Symbol.dispose]();
  });

  test('tells nothing where nothing changed on the screen', async () => {
    const at = openTap();
    await at.say('$ ');
    await at.say('\x1b[31m\x1b[0m\x07');
    at.pass();
    expect(at.screens).toHaveLength(1);
    at.tap[Symbol.dispose]();
  });

  test('tells a new size, and at the end the last screen without waiting for its time', async () => {
    const at = openTap();
    await at.say('$ ');
    at.pass();
    at.tap.resize({ columns: 40, rows: 5 });
    expect(at.screens.at(-1)).toMatchObject({ columns: 40, rows: 5 });
    await at.say('bye');
    await at.end();
    expect(await drawn(at.screens.at(-1) ?? { columns: 1, rows: 1, text: '' })).toContain('$ bye');
    at.tap[Symbol.dispose]();
  });

  test('tells nothing any more once it is disposed', async () => {
    const at = openTap();
    await at.say('$ ');
    at.tap[Symbol.dispose]();
    expect(at.isResting()).toBe(false);
    void at.say('secret');
    await at.tap.done;
    at.pass();
    expect(at.screens).toHaveLength(1);
  });

  test('whatever is said, a page that draws a screen has what the shell’s own terminal shows', async () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        '\r\n',
        '\x1b[2J',
        '\x1b[H',
        '\x1b[31m',
        '\x1b[0m',
        '\x1b[2;5H',
        'ä漢字',
        '\t',
        '\x1b[K',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const screens: Screen[] = [];
        async function* output() {
          for (const each of pieces) yield bytes(each);
        }
        const size = { columns: 20, rows: 4 };
        using tap = tapScreen(output(), {
          size,
          everyMs: 200,
          onScreen: (screen) => screens.push(screen),
          later: () => () => undefined,
        });
        await tap.done;
        const own = await drawn({ ...size, text: pieces.join('') });
        expect(await drawn(screens.at(-1) ?? { ...size, text: '' })).toEqual(own);
      }),
      { numRuns: 100 },
    );
  });
});
