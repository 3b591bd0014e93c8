/**
 * `npm run verify:all`: proves every lab of the book in both kinds of seats of Drydock's own. `npm test` proves them
 * in one. Ends with a line a lab and kind, the time that each kind took, and 1 where a lab does not keep its promises.
 */
import { Semaphore } from 'async-mutex';
import { labsAtATime } from '../src/cli/prove-labs.ts';
import { reportError } from '../src/lab/errors.ts';
import type { LabProof } from '../src/runner/verify/proof.ts';
import { findHostDocker, whyNoEmbedded } from './contract/machine.ts';
import { openProving } from './labs/proving.ts';
import { prepareMachine } from './prepare-machine.ts';
import { renderTimes, type TimedPart } from './times.ts';

const say = (line: string) => console.log(line);
await prepareMachine(say);

/** Why labs cannot be proven in seats of this kind here; undefined where they can. */
async function whyNot(kind: 'embedded' | 'nested'): Promise<string | undefined> {
  if (kind === 'embedded') return whyNoEmbedded();
  return (await findHostDocker()).state === 'reachable' ? undefined : 'no engine to make nested seats on';
}

const parts: TimedPart[] = [];
let proven = 0;
let failed = 0;
for (const kind of ['embedded', 'nested'] as const) {
  const why = await whyNot(kind);
  if (why !== undefined) {
    say(`– ${kind}: skipped: ${why}`);
    continue;
  }
  const since = performance.now();
  await using proving = await openProving(kind, { onLine: say });
  const places = new Semaphore(labsAtATime);
  await Promise.all(
    proving.labs.map((lab) =>
      places.runExclusive(async () => {
        const proof = await proving.prove(lab).catch((error: unknown) => {
          failed++;
          say(`✗ ${kind} ${lab.id}: ${reportError(error).message}`);
        });
        if (proof) tell(kind, proof);
      }),
    ),
  );
  parts.push({ name: `labs in ${kind} seats`, durationMs: performance.now() - since });
}
say(`\n${renderTimes(parts, [])}`);
say(`${proven} proven, ${failed} failed`);
process.exitCode = failed === 0 && proven > 0 ? 0 : 1;

function tell(kind: string, { id, ok, seat, skipped, problems, durationMs }: LabProof): void {
  if (seat === 'none') {
    say(`– ${kind} ${id}: skipped: ${skipped[0]?.reason ?? 'no seat can run it'}`);
    return;
  }
  if (ok) proven++;
  else failed++;
  say(`${ok ? '✓' : '✗'} ${kind} ${id} in a seat of kind ${seat} (${(durationMs / 1000).toFixed(1)} s)`);
  for (const { rule, where, message } of problems) say(`    ${rule} at ${where}: ${message}`);
}
