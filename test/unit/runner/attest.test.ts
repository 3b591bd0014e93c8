/** Evidence of a learner's own attempt: of the newest, by its own party, the same each time. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digest } from '../../../src/evidence/digest.ts';
import { readPublicKey } from '../../../src/evidence/ed25519.ts';
import { hashPerson } from '../../../src/evidence/make-statement.ts';
import { circumstancesOf, subjectHash, subjectNames } from '../../../src/evidence/statement.ts';
import { extensionName, testResultType } from '../../../src/evidence/types.ts';
import { verifyEnvelope } from '../../../src/evidence/verify-envelope.ts';
import { openPublishedEvidence } from '../../../src/store/published-evidence.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import { makeRunnerWithoutEngine } from '../../fixtures/runner-without-engine.ts';
import { addParty } from '../../fixtures/store/add-party.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let at: Awaited<ReturnType<typeof makeRunnerWithoutEngine>>;
const workspace = () => join(folder.path, 'workspaces', 'one');
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(workspace(), path)), { recursive: true });
  writeFileSync(join(workspace(), path), text);
};
beforeEach(async () => {
  folder = makeTemporaryFolder();
  at = await makeRunnerWithoutEngine(folder.path);
  write('compose.yaml', 'services: {}\n');
  write('bot/main.go', 'package main\n');
});
afterEach(async () => {
  await at[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const makeRun = (party = at.key.party) =>
  at.store.createRun({
    ...newRun(party),
    ...{ intent: 'stopped', step: 'stopped', vars: {}, workspaceDir: workspace() },
  });
const check = (run: string) =>
  at.store.addAttempt({ ...newAttempt(run), person: at.person, contentHash: digest('the lab') });

function verify(envelope: string) {
  using published = openPublishedEvidence(folder.path);
  const keys = published.keys.map(({ publicPem }) => readPublicKey(publicPem));
  const verdict = verifyEnvelope(envelope, keys);
  if (!verdict.ok) throw new Error(verdict.why);
  return verdict.statement;
}

describe('evidence of an attempt', () => {
  it('is about its observation and the files of now, and names nobody', async () => {
    const { id, observationHash } = check(makeRun().id);
    const { envelope, submission } = await at.runner.attest(at.key, id);
    const list = `{"bot/main.go":"${digest('package main\n')}","compose.yaml":"${digest('services: {}\n')}"}`;
    expect(submission).toBe(list);
    const statement = verify(envelope);
    expect(subjectHash(statement, subjectNames.submission)).toBe(digest(list));
    expect(subjectHash(statement, subjectNames.observation)).toBe(observationHash);
    const { person, ...said } = circumstancesOf(statement);
    expect(person).toBe(hashPerson(digest(`salt of attempt:${id}`), at.person));
    expect(said).toMatchObject({
      attestation: 'local',
      about: `attempt:${id}`,
      lab: at.key.lab,
      receivedAt: '2026-11-24T10:00:00.000Z',
      submission: { files: 2, leftOut: 0, isApplied: false },
      seat: { kind: 'embedded', class: 'own' },
    });
    expect(JSON.stringify(statement)).not.toContain(at.person);
  });

  it('says whether the files are what was applied last', async () => {
    const run = makeRun();
    const { Workspace } = await import('../../../src/runner/workspace/workspace.ts');
    at.store.updateRun(run.id, { appliedHash: await new Workspace(workspace()).hash() });
    const isApplied = async () => {
      const { envelope } = await at.runner.attest(at.key, check(run.id).id);
      return circumstancesOf(verify(envelope)).submission.isApplied;
    };
    expect(await isApplied()).toBe(true);
    write('compose.yaml', 'services: { web: {} }\n');
    expect(await isApplied()).toBe(false);
  });

  it('says which help there was', async () => {
    const run = makeRun().id;
    const helpOf = async () => {
      const statement = verify((await at.runner.attest(at.key, check(run).id)).envelope);
      return statement.predicateType === testResultType ? statement.predicate[extensionName].help : undefined;
    };
    expect(await helpOf()).toEqual({ hints: 0, isSolutionShown: false });
    for (const hint of [0, 1, 1]) at.store.addEvent({ type: 'hint-opened', run, task: 'drop', hint });
    at.store.addEvent({ type: 'job', run, kind: 'run', outcome: 'done' });
    expect(await helpOf()).toEqual({ hints: 2, isSolutionShown: false });
    // Files of the solution may be laid out though it failed or was cancelled.
    at.store.addEvent({ type: 'job', run, kind: 'solve', outcome: 'failed' });
    expect(await helpOf()).toEqual({ hints: 2, isSolutionShown: true });
  });

  it('is one, however often it is asked for, and is about what the files were', async () => {
    const { id } = check(makeRun().id);
    const first = await at.runner.attest(at.key, id);
    expect(await at.runner.attest(at.key, id)).toEqual(first);
    write('compose.yaml', 'services: { web: {} }\n');
    const { submission: _, ...signed } = first;
    expect(await at.runner.attest(at.key, id)).toEqual(signed);
  });

  it('is given of the newest alone: files of another time were others', async () => {
    const run = makeRun();
    const old = check(run.id);
    check(run.id);
    await expect(at.runner.attest(at.key, old.id)).rejects.toMatchObject({
      code: 'bad-usage',
      message: `The attempt ${old.id} is not the newest of start/first-container: its files may have been others.`,
    });
  });

  it('is not given of one that was recorded before what it needs was kept', async () => {
    const { id } = at.store.addAttempt({ ...newAttempt(makeRun().id), contentHash: undefined });
    await expect(at.runner.attest(at.key, id)).rejects.toMatchObject({ code: 'bad-usage' });
  });
});

describe('case 333: evidence of an attempt', () => {
  it('is told to its party, and to another as one that is not there', async () => {
    const { id } = check(makeRun().id);
    const other = { ...at.key, party: addParty(at.databaseFile, 'other').party };
    makeRun(other.party);
    const refusalOf = (key: typeof other, attempt: string) =>
      at.runner.attest(key, attempt).then(
        () => 'signed',
        ({ code, message }) => `${code}: ${message.replace(attempt, 'ID')}`,
      );
    const notThere = await refusalOf(other, ulid());
    expect(notThere).toBe('not-found: start/first-container has no attempt ID.');
    expect(await refusalOf(other, id)).toBe(notThere);
    expect(await refusalOf({ ...at.key, lab: 'base-images/patch' as typeof at.key.lab }, id)).toContain(
      'not-found',
    );
    expect(await refusalOf(at.key, id)).toBe('signed');
  });
});
