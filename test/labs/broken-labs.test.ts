import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookSeed } from '../../src/lab/manifest/vars.ts';
import type { LabProof } from '../../src/runner/verify/proof.ts';
import { brokenLabs, brokenOnAnEngine, leaving } from '../fixtures/broken-labs.ts';
import { findOwnedKind, openProving, type Proving } from './proving.ts';

const kind = await findOwnedKind();
const content = fileURLToPath(new URL('../fixtures/labs-broken-content', import.meta.url));

/** Those that need no engine are caught in test/unit/runner/verify/broken-labs.test.ts. */
describe.skipIf(kind === undefined)('proof of labs that are broken on purpose', () => {
  let proving: Proving;
  beforeAll(async () => {
    if (!kind) return;
    proving = await openProving(kind, { labs: brokenLabs, content, deadlineMs: 1_500 });
  });
  afterAll(() => proving?.[Symbol.asyncDispose]());

  const prove = (name: string): Promise<LabProof> => {
    const lab = proving.labs.find(({ id }) => id === `broken/${name}`);
    if (!lab) throw new Error(`there is no fixture ${name}`);
    return proving.prove(lab);
  };

  describe.concurrent('side by side', () => {
    it('finds nothing wrong with the control', async () => {
      expect(await prove('good')).toMatchObject({
        ok: true,
        start: true,
        solution: true,
        accepts: [{ name: 'by-name', ok: true }],
        mistakes: [
          { name: 'root-kept', ok: true },
          { name: 'left-writable', ok: true },
          { name: 'service-removed', ok: true },
        ],
        reset: true,
        transcripts: { checked: 1, ok: true },
        network: 'cut',
        skipped: [],
        problems: [],
      });
    });

    it.for(brokenOnAnEngine)('catches $lab for $rule', async ({ lab, rule, where, says }) => {
      const proof = await prove(lab);
      expect(proof.problems).toEqual([{ rule, where, message: expect.stringMatching(says) }]);
      expect(proof.ok).toBe(false);
    });
  });

  describe('alone', () => {
    it(`catches ${leaving.lab} for ${leaving.rule}`, async () => {
      const name = `drydock-verify-broken-${leaving.lab}-${bookSeed}-${proving.suffix}-left`;
      const proof = await prove(leaving.lab).finally(() => proving.removeContainer(name));
      const { rule, where } = leaving;
      const message = `Still there after a reset: container ${name}.`;
      expect(proof.problems).toEqual([{ rule, where, message }]);
      expect(proof.reset).toBe(false);
    });
  });
});
