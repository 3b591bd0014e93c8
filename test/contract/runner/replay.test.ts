/** Grading on a real engine: in a seat of its own, with the way out cut, by two looks, and with nothing left behind. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReplayStage, throwAwayReplays } from '../../../src/runner/replay/replay-stage.ts';
import { type GradingOnEngine, gradeOnEngine } from '../../fixtures/grades/grading-on-engine.ts';
import { firstLab } from '../../fixtures/runner-on-engine.ts';
import { findHostDocker } from '../machine.ts';

const found = await findHostDocker();
const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';

describe.skipIf(skip !== undefined)(`grading on an engine${skip ? ` (skipped: ${skip})` : ''}`, () => {
  let at: GradingOnEngine;
  beforeAll(async () => {
    at = await gradeOnEngine({ labs: 'labs', lab: firstLab, images: ['debian:trixie-slim'] });
  }, 240_000);
  afterAll(async () => {
    await at?.[Symbol.asyncDispose]();
  }, 120_000);

  it('gives the solution all points, by two looks in a seat that nobody else has', async () => {
    const { recorded, state, points } = await at.grade(await at.readState('solution'));
    expect([state, points]).toEqual(['graded', 10]);
    expect(recorded).toMatchObject({
      seat: { kind: 'nested', class: 'rootless' },
      observations: [expect.any(String), expect.any(String)],
    });
    const looks = recorded?.observations.map((hash) =>
      Date.parse(at.store.readObservation(hash)?.takenAt ?? ''),
    );
    expect((looks?.[1] ?? 0) - (looks?.[0] ?? 0)).toBeGreaterThanOrEqual(3_000);
    expect(at.store.findEvidence(`grading:${recorded?.id}`)).toBeDefined();
  }, 600_000);

  it('gives the start fewer, and leaves nothing of either: their seats are gone', async () => {
    const { state, points } = await at.grade(await at.readState('start'));
    expect(state).toBe('graded');
    expect(points).toBeLessThan(10);
    expect(await at.findSeats()).toEqual([]);
  }, 600_000);

  it('leaves no seat of an earlier fence: a server removes it before it grades, and a job before it is played', async () => {
    const begin = (fence: number, grader = 1) =>
      openReplayStage(
        at.place,
        at.lab,
        { id: '01K0', vars: at.vars },
        { grader, fence },
        AbortSignal.timeout(240_000),
      );
    // As killed servers leave them: nothing is disposed.
    await begin(1);
    const [first] = await at.findSeats();
    await begin(1, 2);
    const other = (await at.findSeats()).find(({ id }) => id !== first?.id);
    await using _second = await begin(2);
    const [second, ...others] = (await at.findSeats()).filter(({ id }) => id !== other?.id);
    expect([first?.id, other?.id, others]).toEqual([expect.any(String), expect.any(String), []]);
    expect(second?.id).not.toBe(first?.id);
    // What another grader plays goes on.
    expect((await at.findSeats()).length).toBe(2);
    const began = performance.now();
    await throwAwayReplays(at.place, AbortSignal.timeout(60_000));
    expect(await at.findSeats()).toEqual([]);
    expect(performance.now() - began).toBeLessThan(30_000);
  }, 600_000);

  it('judges what does not come up as it is, and what a script left of files', async () => {
    const start = await at.readState('start');
    const broken = new Map([
      ...start,
      ['compose.yaml', { content: Buffer.from('services: [\n'), executable: false }],
    ]);
    expect(await at.grade(broken)).toMatchObject({ state: 'graded', points: 0 });
    const compose = (await at.readState('solution')).get('compose.yaml');
    if (compose === undefined) throw new Error('the lab has no compose file');
    const script = Buffer.from('cp solved.yaml compose.yaml && docker compose up --detach --wait\n');
    const byHand = new Map([
      ...start,
      ['solved.yaml', compose],
      ['run.sh', { content: script, executable: true }],
    ]);
    expect(await at.grade(byHand)).toMatchObject({ state: 'graded', points: 10 });
  }, 900_000);
});

describe.skipIf(skip !== undefined)(
  `grading a lab that begins with what reaches its engine${skip ? ` (skipped: ${skip})` : ''}`,
  () => {
    it('judges work that is rid of it, and not work that still has it', async () => {
      const of = {
        labs: 'labs',
        lab: 'stack/transfer',
        images: ['debian:trixie-slim'],
        // With cgroups of version 1 no rootless seat counts memory, as the lab asks for.
        seats: { seatClass: 'privileged' as const },
        trustLearners: true,
      };
      await using at = await gradeOnEngine(of);
      const start = await at.grade(await at.readState('start'));
      expect(start.state).toBe('could-not-grade');
      expect(start.recorded?.outcome).toMatchObject({
        cause: expect.stringContaining('stock sees all processes of the host at first'),
      });
      expect(await at.grade(await at.readState('solution'))).toMatchObject({ state: 'graded', points: 10 });
    }, 900_000);
  },
);
