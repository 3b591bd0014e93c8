/** Keys and output of a shell in a page, beside wetty in the same workbench with the same tmux in the same size. */
import { readFileSync } from 'node:fs';
import { peerNamed } from '../peers.ts';
import type { Goal, Row } from '../row.ts';
import { openLines } from '../terminal/lines.ts';
import type { Screen } from '../terminal/screen.ts';
import { openTerminals } from '../terminal/terminal-pair.ts';

const wetty = `wetty ${peerNamed('wetty').version}`;
const besides = {
  tmux: `${wetty} in the same workbench, tmux and size`,
  shell: `${wetty} in the same workbench and size, with no tmux`,
} as const;
/** In no escape sequence of a terminal, and in no frame of theirs. */
export const key = 'z';

interface Measure {
  readonly id: string;
  readonly what: string;
  readonly unit?: NonNullable<Row['unit']>;
  readonly goal: Goal;
  /** What wetty leads to. */
  readonly through: keyof typeof besides;
  readonly rounds: number;
  readonly quickRounds: number;
  /** Of one side: its page, and the process id of the server behind it. */
  measure(screen: Screen, pid: number): Promise<number>;
}

function inTerminal({ measure, through, ...row }: Measure): Row {
  return {
    ...row,
    beside: besides[through],
    async open(signal) {
      const pair = await openTerminals(signal, through);
      const { peer } = pair;
      return {
        ours: () => measure(pair.ours, pair.serverPid),
        ...(typeof peer === 'string'
          ? { peerNotHere: peer }
          : { peer: () => measure(peer.screen, peer.pid) }),
        [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
      };
    },
  };
}

let floods = 0;
/** Ends by itself after so many bytes. */
export const flood = (bytes: number) => `yes ${'0123456789'.repeat(7)} | head -c ${bytes}`;
export async function floodUntilPrompt(screen: Screen, bytes: number): Promise<number> {
  const number = floods++;
  return screen.run(`${flood(bytes)}; echo; echo "flood"ed ${number}`, `flooded ${number}`);
}

export const echo = inTerminal({
  id: 'echo',
  what: 'A key → the page has its echo, through browser, server and engine',
  through: 'tmux',
  goal: { ratio: 0.4, quantile: 'p99' },
  rounds: 400,
  quickRounds: 60,
  measure: (screen) => screen.echo(key),
});

/** What of the row before is ours: behind both sides' pages is a browser that draws without a graphics card. */
export const echoLine: Row = {
  id: 'echo-line',
  what: 'A key → its echo at a program that draws nothing, through server and engine',
  beside: besides.tmux,
  goal: { ratio: 0.4, quantile: 'p99' },
  // So many that what else a machine does once a second is not all of the last hundredth.
  rounds: 2_000,
  quickRounds: 60,
  async open(signal) {
    const { ours, peer, ...pair } = await openLines(signal);
    return {
      ours: () => ours.echo(key),
      ...(typeof peer === 'string' ? { peerNotHere: peer } : { peer: () => peer.echo(key) }),
      [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
    };
  },
};

const flooded = (megabytes: number, row: Pick<Measure, 'id' | 'through' | 'goal' | 'rounds'>): Row =>
  inTerminal({
    ...row,
    what: `Enter → the next prompt, ${megabytes} MB of output between`,
    quickRounds: 0,
    measure: (screen) => floodUntilPrompt(screen, megabytes * 1_000_000),
  });

export const floodQuick = flooded(20, { id: 'flood', through: 'shell', goal: { ratio: 0.2 }, rounds: 6 });
/** Where the time of the row before goes: both sides have what it is for, a shell that outlives its page. */
export const floodTmux = flooded(20, { id: 'flood-tmux', through: 'tmux', goal: {}, rounds: 4 });
export const floodFull = flooded(100, { id: 'flood-100', through: 'shell', goal: { ratio: 0.2 }, rounds: 3 });

/** Resident memory of a process, MB, as /proc/PID/status says it in kB (proc_pid_status(5)). */
const residentMB = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_000;

export const floodMemory = inTerminal({
  id: 'flood-memory',
  what: 'By how much the server’s memory grows while 100 MB flow',
  unit: 'MB',
  through: 'shell',
  goal: { ours: 32 },
  rounds: 3,
  quickRounds: 0,
  async measure(screen, pid) {
    const before = residentMB(pid);
    let most = before;
    const sampling = setInterval(() => {
      most = Math.max(most, residentMB(pid));
    }, 20);
    try {
      await floodUntilPrompt(screen, 100_000_000);
    } finally {
      clearInterval(sampling);
    }
    return most - before;
  },
});

export const interrupt = inTerminal({
  id: 'interrupt',
  what: 'Ctrl-C in a flood → the prompt',
  through: 'shell',
  goal: { ours: 200 },
  rounds: 8,
  quickRounds: 0,
  measure: (screen) => screen.interrupt(flood(2_000_000_000), 1_000),
});
