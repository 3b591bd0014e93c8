/**
 * `npm run fuzz`: ten thousand mutated compose files through the real Compose (FUZZ_COUNT), and three thousand generated
 * ones through the whole gate, started where it lets them through (FUZZ_STARTED; an hour), on the private engine.
 * FUZZ_SEED repeats a run. Ends with 1 where a file was let through that holds a power which nobody granted, that
 * changes when it is read again, or that runs otherwise than it was read.
 */
import fc from 'fast-check';
import { runDifferential } from './differential.ts';
import { openGated } from './gated.ts';
import { plainText, powerfulText } from './generated.ts';
import { judgeMany, normaliseMany } from './many.ts';
import { mutatedText, powersIn } from './mutated.ts';

const count = Number(process.env.FUZZ_COUNT ?? 10_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const started = Number(process.env.FUZZ_STARTED ?? 3_000);
const perRound = 500;
console.log(`FUZZ_SEED=${seed} FUZZ_COUNT=${count} FUZZ_STARTED=${started}`);

const texts = fc.sample(mutatedText, { seed, numRuns: count });
const began = performance.now();
let passed = 0;
let wrong = 0;
{
  await using gated = await openGated('many');
  const { workbench } = await gated.stage();
  for (let from = 0; from < texts.length; from += perRound) {
    const judged = await judgeMany(texts.slice(from, from + perRound), workbench, gated.project);
    const through = judged.filter(({ allowed }) => allowed !== undefined);
    const again = await normaliseMany(
      through.map(({ allowed }) => allowed),
      workbench,
      gated.project,
    );
    passed += through.length;
    for (const [index, { text, allowed = {} }] of through.entries()) {
      const powers = powersIn(allowed, workbench.workspacePath);
      const stays = isSame(again[index], allowed);
      if (powers.length === 0 && stays) continue;
      wrong += 1;
      console.log(`let through${stays ? '' : ', and read otherwise again'}: ${powers.join(', ')}\n${text}`);
    }
    console.log(`${Math.min(from + perRound, count)} read, ${passed} let through, ${wrong} wrong`);
  }
}
console.log(
  `${count} files in ${Math.round((performance.now() - began) / 1000)} s: ${passed} let through, ${wrong} wrongly`,
);

const tally = await runDifferential(
  fc.sample(fc.oneof(plainText, powerfulText), { seed, numRuns: started }),
  ({ files, passed: through, started: up, wrong: found }) => {
    if (files % 100 === 0)
      console.log(`${files} generated, ${through} let through, ${up} started, ${found.length} wrong`);
  },
);
for (const what of tally.wrong) console.log(what);
console.log(
  `${tally.files} files: ${tally.passed} let through, ${tally.started} started, ${tally.wrong.length} ran otherwise`,
);
process.exitCode = wrong + tally.wrong.length === 0 ? 0 : 1;

function isSame(one: unknown, other: unknown): boolean {
  const sorted = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}
