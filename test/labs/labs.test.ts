import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Semaphore } from 'async-mutex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatJUnit } from '../../src/cli/junit.ts';
import { readChapters } from '../../src/runner/chapters.ts';
import { type Lab, LabLibrary } from '../../src/runner/library/lab-library.ts';
import type { LabProof } from '../../src/runner/verify/proof.ts';
import { labsAtATime } from '../../src/runner/verify/prove-labs.ts';
import { findHome } from '../../src/seats/home.ts';
import { hashProvingCode, isWhole, makeKeptProofs } from './kept-proofs.ts';
import { findOwnedKind, openProving, type Proving } from './proving.ts';

/** For whoever reads results by machine: a suite a lab, a case a state. */
const junitFile = fileURLToPath(new URL('../../test-results/labs.xml', import.meta.url));

/** What was proven before is believed where somebody works on the rest. */
const kept = isWhole(process.env)
  ? undefined
  : makeKeptProofs(join(findHome(process.env).home, 'proofs'), await hashProvingCode());
const library = await LabLibrary.open(fileURLToPath(new URL('../../labs', import.meta.url)));
const kind = await findOwnedKind();

it('can read every lab of the book', () => {
  expect([...library.broken.values()].map(({ message }) => message)).toEqual([]);
  expect(library.list().length).toBeGreaterThan(0);
});

const { chapters } = await readChapters(fileURLToPath(new URL('../../content', import.meta.url)));
const transcriptsIn = ({ id }: Lab) =>
  chapters.flatMap(({ transcripts }) => transcripts).filter(({ transcript }) => transcript.lab === id);

it('says of every check why it matters and in which chapter it is explained', () => {
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
  it.concurrent.for(library.list())('$id keeps its promises', async (lab, { skip, expect, task }) => {
    // Its images may come with the proof.
    const describe = async () => ({
      lab,
      transcripts: transcriptsIn(lab),
      engine: await proving.describeEngine(lab),
    });
    const known = await kept?.find(await describe());
    if (known) {
      task.meta.note = `proven ${known.at}, and nothing that its proof hangs on has changed since`;
      return;
    }
    const proof = await places.runExclusive(() => proving.prove(lab));
    proofs.push(proof);
    await kept?.keep(await describe(), proof, new Date());
    if (proof.seat === 'none') skip(proof.skipped[0]?.reason);
    const problems = proof.problems.map(({ rule, where, message }) => `${rule} at ${where}: ${message}`);
    expect(problems, problems.join('\n')).toEqual([]);
    expect(proof).toMatchObject({ ok: true, network: 'cut' });
  });
});
