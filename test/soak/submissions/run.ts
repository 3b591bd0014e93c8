/**
 * `npm run soak:submissions`: kills a process that hands in 500 times, and ends with status 1 where anything was lost.
 * `-- --kills N` says how often.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { killSubmitting } from '../../fixtures/store/kill-submitting.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '500' } } });
using folder = makeTemporaryFolder();
const survived = await killSubmitting(folder.path, Number(values.kills), () => randomInt(1, 30));
console.log(JSON.stringify(survived, null, 2));
process.exitCode = survived.losses.length === 0 ? 0 : 1;
