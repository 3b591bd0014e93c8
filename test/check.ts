/**
 * `npm run check`: everything that needs no engine and no browser. Each step is a test like others: it passes,
 * fails, or is skipped with its reason. `test/run.ts` runs the same steps.
 */
import { Semaphore } from 'async-mutex';
import { execa } from 'execa';
import { buildSite } from '../src/cli/site-build.ts';

export interface CheckStep {
  readonly name: string;
  /** The names of those that have to be over before. */
  readonly after?: readonly string[];
  run(signal?: AbortSignal): Promise<{ ok: boolean; output: string }>;
}

const program = (
  name: string,
  argv: readonly [string, ...string[]],
  after: readonly string[] = [],
): CheckStep => ({
  name,
  after,
  async run(signal) {
    const [file, ...args] = argv;
    const result = await execa(file, args, {
      preferLocal: true,
      all: true,
      reject: false,
      env: { FORCE_COLOR: '0', ASTRO_TELEMETRY_DISABLED: '1' },
      ...(signal ? { cancelSignal: signal } : {}),
    });
    return { ok: result.exitCode === 0, output: String(result.all ?? '') };
  },
});

/** A dependency-cruiser that cruised nothing has checked nothing, whatever it says. */
const imports: CheckStep = {
  name: 'imports flow one way',
  async run(signal) {
    const step = program('', ['depcruise', '--config', '.dependency-cruiser.mjs', 'src', 'labs']);
    const { ok, output } = await step.run(signal);
    const cruised = Number(/(\d+) modules/.exec(output)?.[1] ?? 0);
    return { ok: ok && cruised > 100, output };
  },
};

/** It makes the types of the content that others read. */
const pages = 'types of pages';
const book = 'the book builds';

export const checkSteps: readonly CheckStep[] = [
  program(pages, ['astro', 'check']),
  program('format and lint', ['biome', 'ci', '--colors=off', '.']),
  program('types', ['tsc', '--noEmit', '-p', '.'], [pages]),
  program('lint with types', ['eslint', '.'], [pages]),
  imports,
  program('nothing unused', ['knip']),
  {
    name: book,
    // Both write what Astro keeps of the content.
    after: [pages],
    async run(signal) {
      const error: unknown = await buildSite(() => undefined, signal).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      const output =
        error instanceof Error ? `${error.message}\n${'output' in error ? String(error.output) : ''}` : '';
      return { ok: error === undefined, output };
    },
  },
  program('weight of pages', [process.execPath, 'test/size.ts'], [book]),
  program('unit tests', [
    'vitest',
    'run',
    '--project',
    'unit',
    '--reporter=dot',
    '--reporter=./test/reporter.ts',
  ]),
];

/** Each computes with one processor, or little more. */
const atATime = 2;

/** Runs steps, two at a time, each after those that it names; `tell` hears of each as it ends. */
export async function runSteps(
  steps: readonly CheckStep[],
  tell: (step: CheckStep, outcome: Awaited<ReturnType<CheckStep['run']>>) => void,
): Promise<void> {
  const places = new Semaphore(atATime);
  const ends = new Map<string, Promise<void>>();
  for (const step of steps) {
    const before = (step.after ?? []).map((name) => ends.get(name));
    const run = async () => {
      await Promise.all(before);
      await places.runExclusive(async () => tell(step, await step.run()));
    };
    ends.set(step.name, run());
  }
  await Promise.all(ends.values());
}

if (import.meta.main) {
  process.exitCode = 0;
  await runSteps(checkSteps, ({ name }, { ok, output }) => {
    console.log(`${ok ? '✓' : '✗'} ${name}`);
    if (ok) return;
    process.exitCode = 1;
    console.log(output.replaceAll(/^/gm, '  '));
  });
}
