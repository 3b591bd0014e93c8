/** A terminal in a page, of whomever: xterm.js with a WebSocket behind it. Times are those of the page's own clock. */
import type { Locator, Page } from 'playwright-core';

export interface Screen {
  /** From the key's event until the page has what the shell echoed: milliseconds. One that the shell prints as it is. */
  echo(key: string): Promise<number>;
  /** Types a line, and measures from Enter until a prompt is below the line that its output ends with. */
  run(line: string, lastLine: string): Promise<number>;
  /** From Ctrl-C until the prompt is there: milliseconds. Output was flowing for `flowMs` then. */
  interrupt(line: string, flowMs: number): Promise<number>;
  shows(text: string): Promise<void>;
  /** Waits for a prompt at the end of what is shown. */
  prompts(): Promise<void>;
}

interface Watch {
  key: string;
  pressedAt: number;
  echoed: ((ms: number) => void) | undefined;
}
declare global {
  interface Window {
    benchWatch: Watch;
  }
}

/** Has the page note when a key goes down, and when a message brings it back. Before the page is loaded. */
export async function watchTerminal(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watch: Watch = { key: '', pressedAt: 0, echoed: undefined };
    window.benchWatch = watch;
    const note = (event: KeyboardEvent) => {
      if (event.key === watch.key) watch.pressedAt = performance.now();
    };
    window.addEventListener('keydown', note, { capture: true });
    const receive = ({ data }: MessageEvent) => {
      if (watch.echoed === undefined || watch.pressedAt === 0) return;
      const now = performance.now();
      const text: string = typeof data === 'string' ? data : new TextDecoder().decode(data);
      if (text.includes(watch.key)) watch.echoed(now - watch.pressedAt);
    };
    window.WebSocket = class extends WebSocket {
      constructor(...given: ConstructorParameters<typeof WebSocket>) {
        super(...given);
        this.addEventListener('message', receive);
      }
    };
  });
}

const [waitMs, echoMs] = [240_000, 20_000];
/** Keys are wiped before a line of them is full. */
const keysALine = 40;

export function makeScreen(page: Page, panel: Locator): Screen {
  const rows = panel.locator('.xterm-rows').first();
  let typed = 0;
  const focus = () => panel.locator('.xterm-helper-textarea').first().focus();
  /** Resolves, once the last lines shown are `lastLine` and a prompt, with the time since the key went down. */
  const prompted = (lastLine: string) =>
    rows.evaluate(
      (element, { last, waitMs }) =>
        new Promise<number>((resolve, reject) => {
          const deadline = performance.now() + waitMs;
          const look = () => {
            const lines = [...element.children].map((row) => (row.textContent ?? '').trimEnd());
            const shown = lines.filter((text) => text !== '');
            const isPrompt = /[$#]$/.test(shown.at(-1) ?? '');
            if (isPrompt && (last === '' || shown.at(-2) === last))
              resolve(performance.now() - window.benchWatch.pressedAt);
            else if (performance.now() > deadline)
              reject(new Error(`no prompt behind “${last}”: ${shown.slice(-3)}`));
            else requestAnimationFrame(look);
          };
          look();
        }),
      { last: lastLine, waitMs },
    );
  const watchKey = (key: string) =>
    page.evaluate((named) => {
      window.benchWatch = Object.assign(window.benchWatch, { key: named, pressedAt: 0, echoed: undefined });
    }, key);
  return {
    async echo(key) {
      if (typed % keysALine === 0) {
        await focus();
        await page.keyboard.press('Control+u');
        await page.waitForTimeout(200);
      }
      typed += 1;
      await watchKey(key);
      const echoed = page.evaluate(
        (waitMs) =>
          new Promise<number>((resolve, reject) => {
            window.benchWatch.echoed = resolve;
            setTimeout(() => reject(new Error(`no echo within ${waitMs} ms`)), waitMs);
          }),
        echoMs,
      );
      // Keys take another way into the page than what is evaluated there: it has to wait for the key by then.
      await page.evaluate(() => undefined);
      await page.keyboard.press(key);
      return echoed;
    },
    async run(line, lastLine) {
      await focus();
      await page.keyboard.press('Control+u');
      await page.keyboard.type(line);
      await watchKey('Enter');
      await page.keyboard.press('Enter');
      return prompted(lastLine);
    },
    async interrupt(line, flowMs) {
      await focus();
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
      await page.waitForTimeout(flowMs);
      await watchKey('c');
      await page.keyboard.press('Control+c');
      return prompted('');
    },
    shows: (text) => rows.getByText(text).first().waitFor(),
    prompts: async () => {
      await rows.waitFor();
      await prompted('');
    },
  };
}
