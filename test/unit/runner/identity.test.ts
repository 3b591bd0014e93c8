/** Whose a run is, and who speaks: a run belongs to a party in a context, an answer and a hint to a person. */
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunContext, RunKey } from '../../../src/lab/ports/store.ts';
import { newRun } from '../../fixtures/attempt.ts';
import { makeObservation, makeObserved } from '../../fixtures/observed.ts';
import { makeRunnerWithoutEngine } from '../../fixtures/runner-without-engine.ts';
import { addParty } from '../../fixtures/store/add-party.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const lab = 'base-images/measure';
/** Its truth was seen when the lab began, so that no engine is asked. */
const question = 'setuid';

describe('a run', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let at: Awaited<ReturnType<typeof makeRunnerWithoutEngine>>;
  beforeEach(async () => {
    folder = makeTemporaryFolder();
    at = await makeRunnerWithoutEngine(folder.path);
  });
  afterEach(async () => {
    await at[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const keyIn = (context: RunContext): RunKey => ({ ...at.key, lab, context });
  const makeRun = (context: RunContext) =>
    at.store.createRun({
      ...newRun(at.key.party, lab),
      context,
      vars: {},
      intent: 'stopped',
      step: 'stopped',
    });

  it('of a pair has the answers of both, each with who gave it', async () => {
    const run = makeRun('self');
    const observation = makeObservation([makeObserved('debian')]);
    at.store.addEvent({ type: 'observed', run: run.id, moment: 'start', observation });
    const other = addParty(at.databaseFile, 'other').person;
    await at.runner.answer(keyIn('self'), other, { question, value: '7' });
    await at.runner.answer(keyIn('self'), at.person, { question, value: '8' });
    const latest = (person: string) => at.store.latestAnswers({ kind: 'question', person });
    expect(latest(other)).toMatchObject([{ person: other, value: '7' }]);
    expect(latest(at.person)).toMatchObject([{ person: at.person, value: '8' }]);
    expect((await at.runner.status(keyIn('self'))).answers[question]).toMatchObject({ value: '8' });
  });

  it('tells who opened a hint and who looked at the solution', async () => {
    const run = makeRun('self');
    const other = addParty(at.databaseFile, 'other').person;
    const task = at.runner.getLab(lab).tasks[0]?.id ?? '';
    await at.runner.openHint(keyIn('self'), other, task);
    await at.runner.solution(keyIn('self'), at.person);
    expect(at.store.listEvents(run.id)).toMatchObject([
      { type: 'hint-opened', person: other, hint: 0 },
      { type: 'solution-shown', person: at.person },
    ]);
  });

  it('in a session is another than the one that its party works on by itself', async () => {
    const context = `session:${ulid()}` as const;
    const [alone, inSession] = [makeRun('self'), makeRun(context)];
    const task = at.runner.getLab(lab).tasks[0]?.id ?? '';
    const opened = await at.runner.openHint(keyIn(context), at.person, task);
    expect(at.store.listEvents(inSession.id)).toMatchObject([{ type: 'hint-opened' }]);
    expect(at.store.listEvents(alone.id)).toEqual([]);
    const hintsIn = async (of: RunContext) => (await at.runner.status(keyIn(of))).hints[task] ?? [];
    expect(await hintsIn(context)).toEqual(opened.hints);
    expect(await hintsIn('self')).toEqual([]);
  });

  it('has jobs that are found and cancelled while they wait for another', async () => {
    const [first, second] = [await at.runner.begin(at.key, 'start'), await at.runner.begin(at.key, 'reset')];
    await at.runner.cancel(at.key.party, second.id);
    const waiting = at.runner.finish(second.id);
    await at.runner.cancel(at.key.party, first.id);
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });
});
