/** How near the shell in the page comes to the same tmux over the Engine's attach alone, without page and server. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Row } from '../row.ts';
import { openTerminals, type TerminalPair } from '../terminal/terminal-pair.ts';
import { flood, floodUntilPrompt, key } from './terminal-rows.ts';

interface RawShell {
  write(text: string): Promise<void>;
  /** The moment at which what came from now on matches. */
  says(pattern: RegExp): Promise<number>;
}

async function openRaw(pair: TerminalPair): Promise<RawShell> {
  const shell = await pair.attach('raw');
  let see: (text: string) => void = () => undefined;
  void (async () => {
    for await (const chunk of shell.output) see(Buffer.from(chunk).toString());
  })().catch(() => undefined);
  const raw: RawShell = {
    write: (text) => shell.write(text),
    says: (pattern) =>
      new Promise((resolve) => {
        let end = '';
        see = (text) => {
          end = (end + text).slice(-4_000);
          if (pattern.test(end)) resolve(performance.now());
        };
      }),
  };
  await raw.says(/[$#] /);
  return raw;
}

/** Keys are wiped before a line of them is full. */
const keysALine = 40;

function beside(
  row: Pick<Row, 'id' | 'what' | 'goal' | 'rounds'>,
  ours: (pair: TerminalPair) => Promise<number>,
  peer: (raw: RawShell, round: number) => Promise<number>,
): Row {
  return {
    ...row,
    beside: 'the limit: the same tmux over the Engine’s attach alone',
    quickRounds: 0,
    async open(signal) {
      const pair = await openTerminals(signal, 'none');
      const raw = await openRaw(pair);
      let round = 0;
      return {
        ours: () => ours(pair),
        peer: () => peer(raw, round++),
        [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
      };
    },
  };
}

export const echoLimit = beside(
  { id: 'echo-limit', what: 'A key → the page has its echo', goal: { quantile: 'p99' }, rounds: 400 },
  (pair) => pair.ours.echo(key),
  async (raw, round) => {
    if (round % keysALine === 0) {
      await raw.write('\u0015');
      await wait(200);
    }
    const echoed = raw.says(new RegExp(key));
    const since = performance.now();
    await raw.write(key);
    return (await echoed) - since;
  },
);

export const floodLimit = beside(
  { id: 'flood-limit', what: 'Enter → the next prompt, 20 MB of output between', goal: {}, rounds: 4 },
  (pair) => floodUntilPrompt(pair.ours, 20_000_000),
  async (raw, round) => {
    const ended = raw.says(new RegExp(`flooded ${round}`));
    const since = performance.now();
    await raw.write(`${flood(20_000_000)}; echo; echo "flood"ed ${round}\r`);
    return (await ended) - since;
  },
);
