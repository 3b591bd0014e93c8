/**
 * `npm run matrix`: attacks the stack of stack/attack without each of its lines, and with each alone, and writes what came
 * of it to `src/site/recorded/stack/matrix.json`. `-- --check` compares with that file instead, and ends with 1 where it
 * differs; with `--line user`, which may be given several times, some lines alone. Every case runs in a nested seat.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Attack, allLines } from '../../labs/stack/attack/lines.ts';
import { openProving } from '../labs/proving.ts';
import {
  attackCases,
  casesOf,
  compareWithBook,
  hashStacks,
  matrixFile,
  matrixOf,
  tellCase,
} from './matrix.ts';

const { values } = parseArgs({
  options: { check: { type: 'boolean' }, line: { type: 'string', multiple: true } },
});
const chosen = allLines.filter((line) => values.line?.includes(line) ?? true);
if (chosen.length < (values.line ?? chosen).length)
  throw new Error(`--line is one of ${allLines.join(', ')}`);
if (!values.check && chosen.length < allLines.length)
  throw new Error('a part of the lines can only be checked');

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const say = (line: string) => console.log(line);
await using proving = await openProving('nested', { only: ['stack/attack'] });
if (values.check) {
  const differences = await compareWithBook(chosen, proving.openStage, stop.signal, say);
  for (const each of differences) say(`✗ ${each}`);
  process.exitCode = differences.length === 0 ? 0 : 1;
} else {
  const succeeded = new Map<string, readonly Attack[]>();
  const recordedOn: Record<string, string> = {};
  for await (const { of, succeed, stage } of attackCases(casesOf(), proving.openStage, stop.signal)) {
    succeeded.set(of.name, succeed);
    say(tellCase(of, succeed));
    if (Object.keys(recordedOn).length > 0) continue;
    const { host } = await stage.observe({ full: false }, stop.signal);
    if (host.source === 'unknown') continue;
    const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date());
    recordedOn.kernel = `Linux ${host.value.kernel} (${host.value.architecture})`;
    Object.assign(recordedOn, { engine: `Docker Engine ${host.value.engineVersion}`, date });
  }
  const matrix = matrixOf(succeeded, recordedOn, await hashStacks());
  await mkdir(dirname(matrixFile), { recursive: true });
  await writeFile(matrixFile, `${JSON.stringify(matrix, undefined, 2)}\n`);
}
