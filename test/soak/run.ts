/**
 * `npm run soak`: kills the server 200 times at random moments under a scripted learner. Ends with status 1 where
 * anything was lost or left. `-- --kills N --seed N` repeats a run; the report goes to `test-results/soak.json`.
 * Interrupted, it takes away its home and all that this has on the engine before it ends.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { whyNoEmbedded } from '../contract/machine.ts';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const reason = await whyNoEmbedded();
if (reason !== undefined) {
  console.log(`Not run: it needs an engine of Drydock's own, and there is none here: ${reason}.`);
} else {
  console.log(`seed ${values.seed}`);
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => stopping.abort(new Error(`ended by ${name}; its home was taken away`)));
  const report = await soak({
    kills: Number(values.kills),
    seed: Number(values.seed),
    restEvery: 10,
    longestLifeMs: 5_000,
    say: (line) => console.log(line),
    signal: stopping.signal,
  });
  mkdirSync('test-results', { recursive: true });
  writeFileSync('test-results/soak.json', `${JSON.stringify(report, null, 2)}\n`);
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.losses.length + report.orphans.length === 0 ? 0 : 1;
}
