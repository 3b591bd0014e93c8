/**
 * `npm run soak:leaks`: 2,000 observations, 200 pages and 50 shells over a rootless seat, and over a workbench on the
 * engine itself. Ends with status 1 where anything is more than before. `-- --seat workbench` does one of the two,
 * `--observations N --pages N --shells N` fewer; the report goes to `test-results/soak-leaks.json`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { mostHeapGrowthBytes } from './bounds.ts';
import { type LeakReport, soakLeaks } from './soak-leaks.ts';

const seats = {
  rootless: { engine: 'nested', seatClass: 'rootless' },
  workbench: { engine: 'embedded' },
} as const;

const { values } = parseArgs({
  options: {
    observations: { type: 'string', default: '2000' },
    pages: { type: 'string', default: '200' },
    shells: { type: 'string', default: '50' },
    seat: { type: 'string', multiple: true, default: Object.keys(seats) },
  },
});
const reason = await whyNoEmbedded();
if (reason !== undefined) {
  console.log(`Not run: it needs an engine of Drydock's own, and there is none here: ${reason}.`);
} else {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => stopping.abort(new Error(`ended by ${name}; its home was taken away`)));
  const reports: Record<string, LeakReport> = {};
  for (const [name, server] of Object.entries(seats)) {
    if (!values.seat.includes(name)) continue;
    console.log(`— ${name}`);
    reports[name] = await soakLeaks({
      server,
      observations: Number(values.observations),
      pages: Number(values.pages),
      shells: Number(values.shells),
      say: (line) => console.log(line),
      signal: stopping.signal,
    });
    console.log(JSON.stringify(reports[name], null, 2));
  }
  mkdirSync('test-results', { recursive: true });
  writeFileSync('test-results/soak-leaks.json', `${JSON.stringify(reports, null, 2)}\n`);
  const isFlat = Object.values(reports).every(
    ({ growth, heapGrowthBytes }) =>
      Object.keys(growth).length === 0 && heapGrowthBytes <= mostHeapGrowthBytes,
  );
  process.exitCode = isFlat && Object.keys(reports).length > 0 ? 0 : 1;
}
