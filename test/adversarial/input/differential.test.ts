/** Two hundred generated files on a real engine: what the gate thinks will run, against what runs. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { runDifferential } from './differential.ts';
import { plainText, powerfulText } from './generated.ts';

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const count = Number(process.env.FUZZ_COUNT ?? 225);
/** Each way to write something harmless is then started four times a run, and each power is hidden three times. */
const plainCount = Math.round(count / 3);
const skip = await whyNoEmbedded();

test.skipIf(skip !== undefined)(
  'case 118: what the gate lets through runs as the gate read it, with no power that nobody granted',
  { timeout: 900_000 },
  async () => {
    const tally = await runDifferential([
      ...fc.sample(plainText, { seed, numRuns: plainCount }),
      ...fc.sample(powerfulText, { seed, numRuns: count - plainCount }),
    ]);
    console.log(
      `differential of the gate: FUZZ_SEED=${seed}: ${tally.files} files, ${tally.passed} let through, ${tally.started} started`,
    );
    expect(tally.wrong).toEqual([]);
    // A gate that lets nothing through would pass too, and so would an engine that starts nothing.
    expect(tally.passed).toBeGreaterThan(count / 10);
    expect(tally.started).toBeGreaterThan(count / 20);
  },
);
