import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Ear } from '../../fixtures/ear.ts';
import { EngineGate } from '../../fixtures/engine-gate.ts';
import { makeRunnerOnEngine } from '../../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { findHostDocker, whyNoEmbedded } from '../machine.ts';

const reason = await whyNoEmbedded();

describe.skipIf(reason !== undefined)(`a lab whose engine goes away${reason ? ` (${reason})` : ''}`, () => {
  it('says so, loses nothing, and goes on by itself when the engine is back', async () => {
    const found = await findHostDocker();
    if (found.state !== 'reachable' || found.docker.endpoint.kind !== 'socket') throw new Error('no socket');
    using folder = makeTemporaryFolder();
    const path = join(folder.path, 'docker.sock');
    await using gate = new EngineGate(path, found.docker.endpoint.path);
    await gate.lift();
    await using at = await makeRunnerOnEngine({ socket: path });
    const { store, runner, key } = at;
    const { party, lab } = key;
    await at.perform('start');
    const ear = new Ear();
    await using _ = await runner.follow(key, ear.hear);
    await ear.until(({ type }) => type === 'checks');
    const run = store.findRun({ party, lab, context: 'self' });

    gate.shut();
    const trouble = await ear.until(({ type }) => type === 'trouble');
    expect(trouble).toMatchObject({ error: { code: 'engine-lost' } });
    await expect(runner.check(key, at.person)).rejects.toMatchObject({ code: 'engine-lost' });
    expect(store.listAttempts(run?.id ?? '')).toEqual([]);
    const saved = await runner.files.read(key, 'compose.yaml');
    await runner.files.save(key, 'compose.yaml', `${saved.text}# edited meanwhile\n`, saved.revision);

    ear.forget();
    gate.open();
    await ear.until(({ type }) => type === 'observation');
    const report = await runner.check(key, at.person);
    expect(report.results.find(({ id }) => id === 'serves')).toMatchObject({ status: 'pass' });
    expect(store.listAttempts(run?.id ?? '')).toHaveLength(1);
    expect((await runner.files.read(key, 'compose.yaml')).text).toContain('edited meanwhile');
    await at.perform('reset');
    await at.perform('stop');
  });
});
