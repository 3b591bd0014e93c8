import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectEngine } from '../../../src/engine/connect.ts';
import { watchProject } from '../../../src/observe/live.ts';
import { EngineGate } from '../../fixtures/engine-gate.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { findHostDocker } from '../machine.ts';

const found = await findHostDocker();
const endpoint = found.state === 'reachable' ? found.docker.endpoint : undefined;

describe.skipIf(endpoint?.kind !== 'socket')('watching while the engine goes away', () => {
  it('says so once, and goes on by itself when it is back', async () => {
    if (endpoint?.kind !== 'socket') return;
    using folder = makeTemporaryFolder();
    const path = join(folder.path, 'docker.sock');
    await using gate = new EngineGate(path, endpoint.path);
    await gate.lift();
    await using engine = await connectEngine({ kind: 'socket', path });
    const told: string[] = [];
    const signal = AbortSignal.timeout(60_000);
    for await (const moment of watchProject(
      'no-such-project',
      { engine, openProbe: undefined },
      { signal },
    )) {
      told.push(moment.kind === 'unseen' ? moment.error.code : moment.kind);
      if (told.length === 1) await gate.drop();
      if (moment.kind === 'unseen') await gate.lift();
      if (moment.kind === 'observation' && told.length > 1) break;
    }
    expect(told).toEqual(['observation', 'engine-lost', 'observation']);
  });
});
