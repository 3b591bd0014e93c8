/**
 * Proofs that held, kept in the home of whoever runs the tests, so that what nobody touched is not proven again at each
 * `npm test`, and in CI. `npm test -- --all` proves everything.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Transcript } from '../../src/lab/transcripts/transcript.ts';
import type { Lab } from '../../src/runner/library/lab-library.ts';
import type { LabProof } from '../../src/runner/verify/proof.ts';

/** Where `npm test -- --all` says to its tests that everything is to be proven. */
export const wholeVariable = 'DRYDOCK_TEST_ALL';

/** Whether everything is to be proven, whatever was kept. */
export const isWhole = (env: Readonly<Record<string, string | undefined>>): boolean =>
  Boolean(env[wholeVariable]);

/** All that the outcome of a proof hangs on. */
export interface ProofOf {
  readonly lab: Pick<Lab, 'id' | 'contentHash'>;
  /** Those of the book that run in it. */
  readonly transcripts: readonly Transcript[];
  /** What says what the engine is, and what its images are by id. */
  readonly engine: Readonly<Record<string, string>>;
}

const KeptSchema = z.object({
  /** Hash of all that it hangs on. */
  key: z.string(),
  /** ISO 8601 */
  at: z.string(),
});

export type KeptProof = Readonly<z.output<typeof KeptSchema>>;

export interface KeptProofs {
  /** The proof of the same lab, by the same code, on the same engine; undefined where there is none, or it is damaged. */
  find(of: ProofOf): Promise<KeptProof | undefined>;
  /** Keeps one that held, in the place of an older one of the lab. Another is not kept. */
  keep(of: ProofOf, proof: Pick<LabProof, 'ok' | 'seat'>, at: Date): Promise<void>;
}

/** @param codeHash of the code that plays and judges labs, as `hashProvingCode` makes it */
export function makeKeptProofs(folder: string, codeHash: string): KeptProofs {
  const fileOf = (id: string) => join(folder, `${id.replaceAll('/', '-')}.json`);
  const keyOf = ({ lab, transcripts, engine }: ProofOf) =>
    hash(JSON.stringify([codeHash, lab.id, lab.contentHash, transcripts, Object.entries(engine).toSorted()]));
  return {
    async find(of) {
      const text = await readFile(fileOf(of.lab.id), 'utf8').catch(() => 'null');
      const kept = KeptSchema.safeParse(parseJson(text));
      return kept.success && kept.data.key === keyOf(of) ? kept.data : undefined;
    },
    async keep(of, { ok, seat }, at) {
      if (!ok || seat === 'none') return;
      await mkdir(folder, { recursive: true });
      const kept: KeptProof = { key: keyOf(of), at: at.toISOString() };
      const file = fileOf(of.lab.id);
      await writeFile(`${file}.new`, JSON.stringify(kept));
      await rename(`${file}.new`, file);
    },
  };
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
