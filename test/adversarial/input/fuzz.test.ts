/** Ten thousand mutated files through the pure stages, and three hundred through Compose. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCompose } from '../../../src/gate/compose-source.ts';
import { judgeModel } from '../../../src/gate/judge-model.ts';
import { prepare } from '../../../src/gate/prepare.ts';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { type Gated, openGated } from './gated.ts';
import { type Judged, judgeMany, normaliseMany } from './many.ts';
import { mutatedModel, mutatedText, powersIn, workspace } from './mutated.ts';

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
console.log(`fuzz of the gate: FUZZ_SEED=${seed}`);
const runs = { seed, verbose: false } as const;
const skip = await whyNoEmbedded();

describe('case 34: mutated compose files', () => {
  test('ten thousand through the pure stages: none that is let through has a power that was not granted', () => {
    let passed = 0;
    fc.assert(
      fc.property(mutatedModel, (model) => {
        const { source, problems: unread } = readCompose(JSON.stringify(model), 'compose.yaml');
        const prepared = prepare(source, {
          entries: new Map(),
          workspacePath: workspace,
          frozen: (inside) => inside,
        });
        const { problems, allowed } = judgeModel({
          model: prepared.tree,
          project: 'p',
          workspacePath: workspace,
          grants: [],
          reads: new Set(),
          entries: new Map(),
        });
        if (unread.length + prepared.problems.length + problems.length > 0) return;
        passed += 1;
        expect(powersIn(allowed, workspace)).toEqual([]);
      }),
      { ...runs, numRuns: 10_000 },
    );
    // A gate that lets nothing through would pass too.
    expect(passed).toBeGreaterThan(100);
  });

  test('any text at all is read or refused, and never breaks the reader', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), mutatedText), (text) => {
        const { source, problems } = readCompose(text, 'compose.yaml');
        if (problems.length === 0)
          prepare(source, { entries: new Map(), workspacePath: workspace, frozen: (inside) => inside });
      }),
      { ...runs, numRuns: 1_000 },
    );
  });
});

describe.skipIf(skip !== undefined)('with the real Compose', () => {
  let gated: Gated;
  let judged: readonly Judged[];
  const passed = () => judged.filter(({ allowed }) => allowed !== undefined);
  beforeAll(async () => {
    gated = await openGated('fuzz');
    const { workbench } = await gated.stage();
    judged = await judgeMany(fc.sample(mutatedText, { ...runs, numRuns: 300 }), workbench, gated.project);
  });
  afterAll(() => gated?.[Symbol.asyncDispose]());

  test('case 34: of three hundred, none that is let through has a power that was not granted', async () => {
    const { workbench } = await gated.stage();
    for (const { text, allowed } of passed())
      expect({ text, powers: powersIn(allowed ?? {}, workbench.workspacePath) }).toEqual({
        text,
        powers: [],
      });
    expect(passed().length).toBeGreaterThan(10);
  });

  test('case 36: what was let through stays as it is when Compose reads it again', async () => {
    const { workbench } = await gated.stage();
    const models = passed().map(({ allowed }) => allowed);
    expect(await normaliseMany(models, workbench, gated.project)).toEqual(models);
  });
});

describe.skipIf(skip !== undefined)('the Compose of the workbench', () => {
  test('case 35: knows no key that the table does not', async () => {
    await using gated = await openGated('schema');
    const { workbench } = await gated.stage();
    const { schemaOfCompose } = await import('./schema-of-compose.ts');
    const { keyTable } = await import('../../../src/gate/key-table.ts');
    const { keyPathsOf } = await import('../../fixtures/compose-schema.ts');
    const paths = keyPathsOf(await schemaOfCompose(workbench));
    expect(paths.length).toBeGreaterThan(300);
    expect(paths.filter((path) => keyTable[path] === undefined)).toEqual([]);
  });
});
