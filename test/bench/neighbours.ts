/**
 * `npm run neighbours`: what somebody at work in one rootless seat feels of an attack in another. Each attack is
 * measured between two quiet rounds of the same work, since what is quiet changes with what else a machine does:
 * the ratio is what counts. Two seats, loopback, bounded in time; ends with a table in Markdown.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { seatTwo, skip, type TwoSeats, works } from '../adversarial/seats/two-seats.ts';
import { prepareMachine } from '../prepare-machine.ts';
import { type Summary, summarise } from './summary.ts';

interface Attack {
  readonly name: string;
  /** A shell's script that ends by itself, or is ended with its seat. */
  readonly script: string;
}

const attacks: readonly Attack[] = [
  { name: 'eight busy loops', script: 'for n in 1 2 3 4 5 6 7 8; do while :; do :; done & done; wait' },
  {
    name: 'a fork bomb',
    // Where nothing more can be started, nothing can be started to end it either.
    script: 'end=$((SECONDS + 40)); while [ $SECONDS -lt $end ]; do sleep 5 & done 2>&1 | tail -n 1',
  },
  {
    name: 'a program that takes all memory, again and again',
    script:
      'while :; do perl -e \'my @held; push @held, "x" x (16 << 20) for 1 .. 200\'; done 2>&1 | tail -n 1',
  },
  {
    name: 'a file that fills the disk, again and again',
    script: 'while :; do dd if=/dev/zero of=fill bs=1M count=2000; rm fill; done 2>&1 | tail -n 1',
  },
  { name: 'endless output', script: 'yes' },
  {
    name: 'a scan of ports in its network',
    script:
      'while :; do for port in $(seq 1 1024); do (echo > /dev/tcp/$(hostname -i | cut -d" " -f1)/$port) 2>/dev/null; done; done',
  },
];

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '40' }, cpus: { type: 'string', default: '1' } },
});
const rounds = Number(values.rounds);

async function measure(two: TwoSeats): Promise<Summary> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const since = performance.now();
    if (!(await works(two.b))) throw new Error('The neighbour’s work came to another result.');
    times.push(performance.now() - since);
  }
  return summarise(times);
}

async function measureUnder(two: TwoSeats, { name, script }: Attack): Promise<Summary> {
  const ending = new AbortController();
  let ended = false;
  const attack = two.a.bench
    .run(['bash', '-c', script], { signal: ending.signal })
    .catch(() => undefined)
    .finally(() => {
      ended = true;
    });
  const under = await measure(two);
  if (ended) throw new Error(`${name} ended before it was measured.`);
  ending.abort();
  await attack;
  const since = performance.now();
  while (!(await works(two.a).catch(() => false)))
    if (performance.now() - since > 90_000) throw new Error(`The seat did not recover from ${name}.`);
  await two.a.bench.run(['rm', '-f', 'fill']);
  return under;
}

await prepareMachine((line) => console.log(line));
if (skip !== undefined) console.log(`Not run: ${skip}.`);
else {
  await using two = await seatTwo('rootless', {
    audience: 'many',
    network: 'closed',
    limits: {
      memoryBytes: 600 * 2 ** 20,
      cpus: Number(values.cpus),
      pidsLimit: 300,
      diskBytes: 700 * 2 ** 20,
    },
  });
  const load = (loadavg()[0] ?? 0).toFixed(1);
  console.log(
    `${cpus().length} processors, load ${load}, seats of ${values.cpus} CPU, ${rounds} rounds each\n`,
  );
  console.log(
    '| in the other seat | quiet, median | median | ratio | quiet, 95 % | 95 % |\n|---|---|---|---|---|---|',
  );
  await measure(two);
  let before = await measure(two);
  const ms = (time: number) => `${Math.round(time)} ms`;
  for (const attack of attacks) {
    const under = await measureUnder(two, attack);
    const after = await measure(two);
    const quiet = {
      median: (before.median + after.median) / 2,
      p95: (before.p95 + after.p95) / 2,
    };
    const ratio = (under.median / quiet.median).toFixed(2);
    console.log(
      `| ${attack.name} | ${ms(quiet.median)} | ${ms(under.median)} | ${ratio} × | ${ms(quiet.p95)} | ${ms(under.p95)} |`,
    );
    before = after;
  }
}
