/**
 * `npm run soak:submissions`: kills a server 500 times, while learners hand in to it and it grades, and a process that
 * writes to the store as many times; ends with status 1 where anything was lost. `-- --kills N` says how often.
 * `-- --of server` or `-- --of store` is one of the two.
 */
import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killServing } from '../../fixtures/grades/kill-serving.ts';
import { killSubmitting } from '../../fixtures/store/kill-submitting.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '500' }, of: { type: 'string', default: 'both' } },
});
const kills = Number(values.kills);
using folder = makeTemporaryFolder();
const place = (name: string): string => {
  const path = join(folder.path, name);
  mkdirSync(path);
  return path;
};
const all = {
  ...(values.of === 'store'
    ? {}
    : { server: await killServing(place('server'), kills, (bound) => randomInt(bound)) }),
  ...(values.of === 'server'
    ? {}
    : { store: await killSubmitting(place('store'), kills, () => randomInt(1, 30)) }),
};
console.log(JSON.stringify(all, null, 2));
process.exitCode = Object.values(all).every(({ losses }) => losses.length === 0) ? 0 : 1;
