import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Semaphore } from 'async-mutex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatJUnit } from '../../src/cli/junit.ts';
import { readChapters } from '../../src/runner/chapters.ts';
import { LabLibrary } from '../../src/runner/library/lab-library.ts';
import type { LabProof } from '../../src/runner/verify/proof.ts';
import { labsAtATime } from '../../src/runner/verify/prove-labs.ts';
import { findOwnedKind, openProving, type Proving } from './proving.ts';

/** For whoever reads results by machine: a suite a lab, a case a state. */
const junitFile = fileURLToPath(new URL('../../test-results/labs.xml', import.meta.url));

const library = await LabLibrary.open(fileURLToPath(new URL('../../labs', import.meta.url)));
const kind = await findOwnedKind();

it('can read every lab of the book', () => {
  expect([...library.broken.values()].map(({ message }) => message)).toEqual([]);
  expect(library.list().length).toBeGreaterThan(0);
});

it('says of every check why it matters and in which chapter it is explained', async () => {
  const { chapters } = await readChapters(fileURLToPath(new URL('../../content', import.meta.url)));
  const pages = chapters.map((chapter) => `/${chapter.id}/#`);
  const silent = library.list().flatMap(({ id, manifest }) =>
    Object.entries({ ...manifest.guards, ...manifest.checks })
      .filter(([, { why, readMore }]) => !why || !pages.some((page) => readMore?.startsWith(page)))
      .map(([check]) => `${id}: ${check}`),
  );
  expect(silent).toEqual([]);
});

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
  it.concurrent.for(library.list())('$id keeps its promises', async (lab, { skip, expect }) => {
    const proof = await places.runExclusive(() => proving.prove(lab));
    proofs.push(proof);
    if (proof.seat === 'none') skip(proof.skipped[0]?.reason);
    const problems = proof.problems.map(({ rule, where, message }) => `${rule} at ${where}: ${message}`);
    expect(problems, problems.join('\n')).toEqual([]);
    expect(proof).toMatchObject({ ok: true, network: 'cut' });
  });
});
