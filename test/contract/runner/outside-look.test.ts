/** What looks at a replay from the engine around its seat: sees what one inside sees, and is seen by nobody in there. */
import { afterEach, describe, expect, it } from 'vitest';
import { openReplayStage, type ReplayStage } from '../../../src/runner/replay/replay-stage.ts';
import { declaredOnly } from '../../../src/seats/nested/outside-look.ts';
import { brokenLabs } from '../../fixtures/broken-labs.ts';
import { factsOf, findSeatInside, lookBothWays } from '../../fixtures/grades/both-looks.ts';
import { type GradingOnEngine, gradeOnEngine } from '../../fixtures/grades/grading-on-engine.ts';
import { findHostDocker } from '../machine.ts';

const found = await findHostDocker();
const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';
const signal = () => AbortSignal.timeout(240_000);

/** Honest labs that are looked at both ways, in both states; `npm run verify:all` has all that can be graded. */
const honest = [
  { labs: brokenLabs, lab: 'broken/good', images: ['alpine:3.22'] },
  { labs: 'labs', lab: 'start/first-container', images: ['debian:trixie-slim'] },
  { labs: 'labs', lab: 'capabilities/drop-all', images: ['drydock/tools:1'] },
  { labs: 'labs', lab: 'namespaces/share', images: ['debian:trixie-slim'] },
  { labs: 'labs', lab: 'base-images/busybox-or-coreutils', images: ['debian:trixie-slim', 'alpine:3.22'] },
];

describe.skipIf(skip !== undefined)(`a look from outside${skip ? ` (skipped: ${skip})` : ''}`, () => {
  let at: GradingOnEngine;
  let stage: ReplayStage;
  afterEach(async () => {
    await stage?.[Symbol.asyncDispose]();
    await at?.[Symbol.asyncDispose]();
  }, 180_000);

  const begin = async (of: (typeof honest)[number]) => {
    at = await gradeOnEngine(of);
    stage = await openReplayStage(
      at.place,
      at.lab,
      { id: '01K0', vars: at.vars },
      { grader: 1, fence: 1 },
      signal(),
    );
  };
  it.each(honest)(
    'sees of $lab what one from inside sees',
    async (of) => {
      await begin(of);
      for (const { outside, inside } of await lookBothWays(at, stage, signal())) {
        expect(outside.facts.length).toBeGreaterThan(0);
        expect(outside.facts).toEqual(inside.facts);
        expect(outside.judged).toEqual(inside.judged);
        expect(outside.pids).not.toEqual(inside.pids);
      }
    },
    600_000,
  );

  it('is neither seen nor signalled by root of the seat, whose engine’s word alone is no service', async () => {
    await begin(honest[0] ?? { labs: '', lab: '', images: [] });
    await stage.lay(await at.readState('solution'));
    await stage.up(signal());
    const before = await stage.observe({ full: false }, signal());
    const [web] = before.containers;
    const bench = stage.workbench;
    const run = (script: string) => bench.run(['bash', '-c', script], { timeoutMs: 60_000 });
    const { stdout: inTheSeat } = await run('ps -eo args');
    expect(inTheSeat).toContain('dockerd');
    expect(inTheSeat).not.toContain('The far end');
    const { stdout } = await run(
      `for pid in $(seq 1 40000); do kill -0 $pid 2> /dev/null && tr '\\0' ' ' < /proc/$pid/cmdline; done | grep -c '[T]he far end'`,
    );
    expect(stdout.trim()).toBe('0');
    // What starts programs in there is a perl of the seat, and goes with it.
    await run('pkill -9 perl; true').catch(() => undefined);
    expect(factsOf(await stage.observe({ full: false }, signal()))).toEqual(factsOf(before));
    const inner = await (await findSeatInside(at, signal())).engine.inspectContainers({});
    const told = inner.find(({ id }) => id === web?.declared.id);
    expect(told?.initPid).toBeGreaterThan(0);
    // Containerd tells the Engine of an end: stopped, it does not, and the Engine says that it runs still.
    await run(`kill -STOP $(pidof containerd-shim-runc-v2) && kill -9 ${told?.initPid}; sleep 1`);
    const after = await stage.observe({ full: false }, signal());
    expect(after.containers.map(({ service }) => service)).toEqual([declaredOnly('web')]);
    expect(stage.judge(after).map(({ status }) => status)).not.toContain('pass');
    await run('kill -CONT $(pidof containerd-shim-runc-v2); true');
  }, 600_000);
});
