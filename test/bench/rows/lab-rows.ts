/** What a learner does with a lab: run, reset, check, and see what changed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from '../bench-engine.ts';
import type { Row } from '../row.ts';

const first = 'start/first-container';
const up = 'docker compose up --detach --wait';

/** Three images' worth of nothing to do: the time is Compose's and ours. */
export const runUnchanged: Row = {
  id: 'run',
  what: 'Run, nothing changed: click → all services ready',
  beside: `\`${up}\` typed`,
  goal: { ratio: 1.1 },
  rounds: 20,
  async open() {
    const lab = await startLab(first);
    await lab.hand.type(up);
    return {
      ours: () => lab.at.perform('run'),
      peer: () => lab.hand.type(up),
      spans: lab.spans,
      [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
    };
  },
};

export const runChanged: Row = {
  id: 'run-changed',
  what: 'Run, a line changed: click → all services ready',
  beside: `\`${up}\` typed`,
  goal: { ratio: 1.1 },
  rounds: 12,
  async open() {
    const lab = await startLab(first);
    await lab.hand.type(up);
    let round = 0;
    const change = (dir: string) => {
      const path = join(dir, 'compose.yaml');
      const text = readFileSync(path, 'utf8').replace(/\n {4}hostname: .*/, '');
      writeFileSync(path, text.replace(/\n( {4}image:)/, `\n    hostname: round-${round}\n$1`));
    };
    return {
      prepare: async () => {
        round += 1;
        change(lab.workspaceDir);
        change(lab.hand.dir);
      },
      ours: () => lab.at.perform('run'),
      peer: () => lab.hand.type(up),
      spans: lab.spans,
      [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
    };
  },
};

export const reset: Row = {
  id: 'reset',
  what: 'Reset: click → the start, all services ready',
  beside: `\`docker compose down --volumes\`, then \`${up}\` typed`,
  goal: { ratio: 1 },
  rounds: 10,
  async open() {
    const lab = await startLab(first);
    await lab.hand.type(up);
    return {
      ours: () => lab.at.perform('reset'),
      peer: async () => {
        await lab.hand.type('docker compose down --volumes');
        await lab.hand.type(up);
      },
      spans: lab.spans,
      [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
    };
  },
};

const user = 'grep -q "^Uid:.10001" /proc/1/status';
const powerless = 'grep -q "^CapEff:.0000000000000000" /proc/1/status';
const sealed = '! touch /x 2>/dev/null';
/** What authors of other tools write for the ten checks of the lab of the bench. */
const scripts = [
  ...['a', 'b', 'c'].flatMap((service) =>
    [user, powerless, sealed].map((script) => [service, script] as const),
  ),
  ['a', '! touch /data/x 2>/dev/null'] as const,
];

export const check: Row = {
  id: 'check',
  what: 'Check: 10 checks of 3 services',
  beside: 'the same ten as `docker compose exec` scripts',
  goal: { ratio: 0.05 },
  rounds: 20,
  async open() {
    const lab = await startLab('bench/ten-checks', 'test/bench/labs');
    await lab.hand.type(up);
    const ours = async () => {
      const { results } = await lab.at.runner.check(lab.at.key, lab.at.person);
      const failed = results.filter(({ status }) => status !== 'pass');
      if (failed.length > 0) throw new Error(`not passed: ${failed.map(({ id }) => id).join()}`);
    };
    return {
      ours,
      peer: async () => {
        for (const [service, script] of scripts)
          await lab.hand.type(`docker compose exec -T ${service} sh -c '${script}' </dev/null`);
      },
      spans: lab.spans,
      [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
    };
  },
};

export const checkBesideExec: Row = {
  ...check,
  id: 'check-exec',
  beside: 'one `docker exec`',
  goal: { ratio: 1 },
  quickRounds: 0,
  async open(signal) {
    const sides = await check.open(signal);
    const lab = await startLab('bench/ten-checks', 'test/bench/labs');
    await lab.hand.type(up);
    await lab.hand.type('a=$(docker compose ps --quiet a)');
    return {
      ours: sides.ours,
      peer: () => lab.hand.type('docker exec $a true'),
      async [Symbol.asyncDispose]() {
        await lab[Symbol.asyncDispose]();
        await sides[Symbol.asyncDispose]();
      },
    };
  },
};
