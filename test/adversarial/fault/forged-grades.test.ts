/** Work that cheats, on a real engine: each earns what the work itself does, and no point more. */
import { createServer, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReplayStage } from '../../../src/runner/replay/replay-stage.ts';
import { brokenLabs } from '../../fixtures/broken-labs.ts';
import { type GradingOnEngine, gradeOnEngine } from '../../fixtures/grades/grading-on-engine.ts';
import { cheats, filesOf, forged } from './cheats.ts';
import { skip } from './nested-lab.ts';

describe.skipIf(skip !== undefined)(`work that cheats${skip ? ` (skipped: ${skip})` : ''}`, () => {
  const asked: string[] = [];
  let at: GradingOnEngine;
  let server: Server;
  /** By digest, in the order of what was graded. */
  const images: unknown[] = [];

  beforeAll(async () => {
    at = await gradeOnEngine({
      labs: brokenLabs,
      lab: 'broken/good',
      images: ['alpine:3.22'],
      timing: { settleMs: 1_000, scriptMs: 20_000 },
      // Nothing but the cut of a replay keeps seats of this home from the machine.
      seats: { network: 'open' },
    });
    const solved = (await at.readState('solution')).get('compose.yaml')?.content;
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(solved);
    });
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  }, 240_000);
  afterAll(async () => {
    server?.close();
    await at?.[Symbol.asyncDispose]();
  }, 120_000);

  const place = () => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('nothing listens');
    const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    const hosts = own.filter(({ family, internal }) => family === 'IPv4' && !internal);
    return { port: address.port, hosts: hosts.map((each) => each.address).join(' ') };
  };
  const gradeHonest = async (state: string) => {
    const graded = await at.grade(await at.readState(state));
    images.push(graded.recorded?.images);
    return graded;
  };

  it('case 84 (rootless): what is honest gets what it earns', async () => {
    expect(await gradeHonest('start')).toMatchObject({ state: 'graded', points: 0 });
    expect(await gradeHonest('solution')).toMatchObject({ state: 'graded', points: 10 });
    expect(await gradeHonest('left-writable')).toMatchObject({ state: 'graded', points: 5 });
  }, 900_000);

  it('would be fooled in a seat whose root it was judged in, by whatever looks: which container is which is the engine’s word', async () => {
    const signal = AbortSignal.timeout(300_000);
    await using stage = await openReplayStage(
      at.place,
      at.lab,
      { id: '01K0', vars: at.vars },
      { grader: 1, fence: 1 },
      signal,
    );
    await stage.lay(await at.readState('start'));
    await stage.up(signal);
    const judgeNow = async () => stage.judge(await stage.observe({ full: true }, signal));
    expect((await judgeNow()).filter(({ guard }) => !guard).map(({ status }) => status)).toEqual([
      'fail',
      'fail',
    ]);
    const { workbench } = stage;
    const env = { COMPOSE_PROJECT_NAME: stage.spec.project };
    const { stderr } = await workbench.run(['bash', '-c', forged], { env, timeoutMs: 60_000, signal });
    expect(
      (await judgeNow()).map(({ status }) => status),
      stderr,
    ).toEqual(['pass', 'pass', 'pass']);
    // And it would reach out of the machine, where nothing cuts it off.
    const fetching = cheats.find(({ name }) => name.startsWith('the solution, fetched'));
    const script = fetching && filesOf(fetching, new Map(), place()).get('run.sh')?.content;
    await workbench.run(['bash'], { input: script ?? 'exit 1', cwd: '/tmp', timeoutMs: 60_000, signal });
    expect(asked.splice(0)).toContain('/solved');
  }, 600_000);

  it.each(cheats)(
    'case 84 (rootless): $name gains no point',
    async (cheat) => {
      const files = filesOf(cheat, await at.readState(cheat.from ?? 'start'), place());
      const { state, points } = await at.grade(files, cheat.timing);
      expect([state, points]).toEqual([cheat.state ?? 'graded', 0]);
      expect(await at.findSeats()).toEqual([]);
    },
    900_000,
  );

  it('case 84 (rootless): after all of them the same work earns the same, of the same images', async () => {
    expect(await gradeHonest('start')).toMatchObject({ state: 'graded', points: 0 });
    expect(await gradeHonest('solution')).toMatchObject({ state: 'graded', points: 10 });
    expect(images[3]).toEqual(images[0]);
    expect(images[4]).toEqual(images[1]);
    expect(asked).toEqual([]);
  }, 900_000);
});
