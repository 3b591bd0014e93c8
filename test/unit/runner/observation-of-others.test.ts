/** What an attempt was judged from is read by its own party, in its own lab, and by nobody else. */

import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { LabId } from '../../../src/lab/lab-id.ts';
import type { RunKey } from '../../../src/lab/ports/store.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import { makeRunnerWithoutEngine } from '../../fixtures/runner-without-engine.ts';
import { addParty } from '../../fixtures/store/add-party.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('case 274: the observation of an attempt', () => {
  it('is told to its party, and to another as one that is not there', async () => {
    using folder = makeTemporaryFolder();
    await using at = await makeRunnerWithoutEngine(folder.path);
    const other = addParty(at.databaseFile, 'other');
    const keyOf = (party: string, lab: LabId = 'base-images/measure') => ({ ...at.key, party, lab });
    const record = ({ party, lab }: RunKey) => {
      const stopped = { intent: 'stopped', step: 'stopped', vars: {} } as const;
      const run = at.store.createRun({ ...newRun(party, lab), ...stopped });
      return at.store.addAttempt({ ...newAttempt(run.id), person: at.person });
    };
    const [mine, theirs] = [record(keyOf(at.key.party)), record(keyOf(other.party))];
    const { observation } = newAttempt('');
    expect(await at.runner.readObservation(keyOf(at.key.party), mine.id)).toEqual(observation);
    expect(await at.runner.readObservation(keyOf(other.party), theirs.id)).toEqual(observation);

    const refusalOf = (key: RunKey, id: string) =>
      at.runner.readObservation(key, id).then(
        () => 'told',
        ({ code, message }) => `${code}: ${message.replace(id, 'ID')}`,
      );
    const notThere = await refusalOf(keyOf(at.key.party), ulid());
    expect(notThere).toBe('not-found: base-images/measure has no attempt ID.');
    expect(await refusalOf(keyOf(at.key.party), theirs.id)).toBe(notThere);
    expect(await refusalOf(keyOf(other.party), mine.id)).toBe(notThere);
    expect(await refusalOf(keyOf(at.key.party, 'base-images/patch'), mine.id)).toContain('not-found');
  });
});
