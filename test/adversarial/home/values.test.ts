/** What a learner sees of one lab's values says nothing of another's. */

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LabId } from '../../../src/lab/lab-id.ts';
import { makeVars, vary } from '../../../src/lab/manifest/vars.ts';

/** So many that a generator with a state of 32 bits, which all values go through, is in the same one several times. */
const runs = 200_000;

describe('case 271: values of a run', () => {
  it('are never two runs’ alike where one of them is', () => {
    const word = (lab: LabId, seed: string) => makeVars({ it: vary.word() }, lab, seed).it ?? '';
    const seen = new Map<string, string[]>();
    for (let run = 0; run < runs; run += 1) {
      const seed = createHash('sha256').update(String(run)).digest('hex');
      const visible = word('start/first-container', seed);
      seen.set(visible, [...(seen.get(visible) ?? []), seed]);
    }
    const sameWord = [...seen.values()].filter((seeds) => seeds.length > 1);
    expect(sameWord.length).toBeGreaterThan(100);
    const sameHidden = sameWord.filter(
      (seeds) => new Set(seeds.map((seed) => word('capabilities/drop-all', seed))).size < seeds.length,
    );
    expect(sameHidden).toEqual([]);
  });
});
