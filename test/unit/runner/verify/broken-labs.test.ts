import { beforeAll, describe, expect, it } from 'vitest';
import { LabLibrary } from '../../../../src/runner/library/lab-library.ts';
import { proofRules } from '../../../../src/runner/verify/proof.ts';
import { verifyLab } from '../../../../src/runner/verify/verify-lab.ts';
import { brokenAnywhere, brokenLabs, brokenOnAnEngine, leaving } from '../../../fixtures/broken-labs.ts';
import { simulateStage } from '../../../fixtures/simulated-stage.ts';

describe('proof of labs that are broken on purpose, without an engine', () => {
  let library: LabLibrary;
  beforeAll(async () => {
    library = await LabLibrary.open(brokenLabs);
  });
  const prove = (name: string) =>
    verifyLab(
      library.get(`broken/${name}`),
      {
        openStage: async ({ manifest }, vars) => simulateStage(manifest, vars),
        transcripts: [],
        elapsedMs: () => performance.now(),
        deadlineMs: 0,
      },
      new AbortController().signal,
    );

  it('has one for every rule, here or on an engine', () => {
    const broken = [...brokenAnywhere, ...brokenOnAnEngine, leaving];
    const rules = new Set(broken.map(({ rule }) => rule));
    expect(proofRules.filter((rule) => !rules.has(rule))).toEqual([]);
    const names = ['good', ...broken.map(({ lab }) => lab)].map((lab) => `broken/${lab}`);
    expect(
      library
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(names.sort());
  });

  describe.concurrent('side by side', () => {
    it('finds nothing wrong with the control', async () => {
      expect(await prove('good')).toMatchObject({ ok: true, problems: [], skipped: [] });
    });

    it.for(brokenAnywhere)('catches $lab for $rule', async ({ lab, rule, where, says }) => {
      const { ok, problems } = await prove(lab);
      expect(problems).toEqual([{ rule, where, message: expect.stringMatching(says) }]);
      expect(ok).toBe(false);
    });
  });
});
