import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Semaphore } from 'async-mutex';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { formatJUnit } from '../../src/cli/junit.ts';
import { readChapters } from '../../src/runner/chapters.ts';
import { LabLibrary } from '../../src/runner/library/lab-library.ts';
import type { LabProof } from '../../src/runner/verify/proof.ts';
import { labsAtATime } from '../../src/runner/verify/prove-labs.ts';
import { findHome } from '../../src/seats/home.ts';
import { isWhole, makeKeptProofs } from './kept-proofs.ts';
import { describeProof, findOwnedKind, openProving, type Proving } from './proving.ts';
import { hashProvingCode } from './proving-code.ts';

/** For whoever reads results by machine: a suite a lab, a case a state. */
const junitFile = fileURLToPath(new URL('../../test-results/labs.xml', import.meta.url));

const kept = makeKeptProofs(join(findHome(process.env).home, 'proofs'), await hashProvingCode());
const library = await LabLibrary.open(fileURLToPath(new URL('../../labs', import.meta.url)));
const kind = await findOwnedKind();

const { chapters } = await readChapters(fileURLToPath(new URL('../../content', import.meta.url)));

describe.skipIf(kind === undefined)('labs of the book', () => {
  const proofs: LabProof[] = [];
  let proving: Proving;
  beforeAll(async () => {
    if (kind) proving = await openProving(kind);
  });
  afterAll(async () => {
    await proving?.[Symbol.asyncDispose]();
    await mkdir(dirname(junitFile), { recursive: true });
    await writeFile(junitFile, formatJUnit(proofs));
  });

  const places = new Semaphore(labsAtATime);
  // Those of later chapters take longest: begun first, none of them is left alone at the end.
  it.concurrent.for(library.list().toReversed())(
    '$id keeps its promises',
    async (lab, { skip, expect, task }) => {
      // What was proven before is believed where somebody works on the rest.
      const known = isWhole(process.env)
        ? undefined
        : await kept.find(await describeProof(lab, proving, chapters));
      if (known) {
        task.meta.note = `proven ${known.at}, and nothing that its proof hangs on has changed since`;
        return;
      }
      const proof = await places.runExclusive(() => proving.prove(lab));
      proofs.push(proof);
      await kept.keep(await describeProof(lab, proving, chapters), proof, new Date());
      if (proof.seat === 'none') skip(proof.skipped[0]?.reason);
      const problems = proof.problems.map(({ rule, where, message }) => `${rule} at ${where}: ${message}`);
      expect(problems, problems.join('\n')).toEqual([]);
      expect(proof).toMatchObject({ ok: true, network: 'cut' });
    },
  );
});
