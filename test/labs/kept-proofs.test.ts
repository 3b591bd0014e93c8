import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseLabId } from '../../src/lab/lab-id.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { isWhole, makeKeptProofs, type ProofOf } from './kept-proofs.ts';

const at = new Date('2026-01-02T03:04:05Z');
const held = { ok: true, seat: 'embedded' };
const of: ProofOf = {
  lab: { id: parseLabId('start/first-container'), contentHash: 'a' },
  transcripts: [],
  engine: { engine: '26.1.5', 'debian:trixie-slim': 'sha256:1' },
};

describe('a kept proof', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  beforeEach(() => {
    folder = makeTemporaryFolder();
  });
  afterEach(() => folder[Symbol.dispose]());
  const kept = (code = 'code') => makeKeptProofs(join(folder.path, 'proofs'), code);

  it('is found for the same lab, code, engine and images', async () => {
    expect(await kept().find(of)).toBeUndefined();
    await kept().keep(of, held, at);
    expect(await kept().find(of)).toMatchObject({ at: at.toISOString() });
  });

  it.each([
    ['content', { ...of, lab: { ...of.lab, contentHash: 'b' } }],
    ['Engine', { ...of, engine: { ...of.engine, engine: '28.5.2' } }],
    ['images', { ...of, engine: { ...of.engine, 'debian:trixie-slim': 'sha256:2' } }],
  ])('is not that of other %s', async (_, other) => {
    await kept().keep(of, held, at);
    expect(await kept().find(other)).toBeUndefined();
  });

  it('is not that of other code', async () => {
    await kept().keep(of, held, at);
    expect(await kept('other').find(of)).toBeUndefined();
  });

  it.each([
    ['breaks a rule', { ok: false, seat: 'embedded' }],
    ['no seat could run', { ok: true, seat: 'none' }],
  ])('is none of a lab that %s', async (_, proof) => {
    await kept().keep(of, proof, at);
    expect(await kept().find(of)).toBeUndefined();
  });

  it('is none where its file is damaged', async () => {
    await kept().keep(of, held, at);
    const dir = join(folder.path, 'proofs');
    for (const name of readdirSync(dir)) writeFileSync(join(dir, name), '{"key":');
    expect(await kept().find(of)).toBeUndefined();
  });
});

it('is not asked for where everything is to be proven', () => {
  expect([{ DRYDOCK_TEST_ALL: '1' }, { CI: 'true' }, {}].map(isWhole)).toEqual([true, false, false]);
});
