/**
 * `npm run check`: everything that needs no engine and no browser. Each step is a test like others: it passes,
 * fails, or is skipped with its reason. `test/run.ts` runs the same steps.
 */
import { execa } from 'execa';
import { buildSite } from '../src/cli/site-build.ts';

export interface CheckStep {
  readonly name: string;
  run(signal?: AbortSignal): Promise<{ ok: boolean; output: string }>;
}

const program = (name: string, argv: readonly [string, ...string[]]): CheckStep => ({
  name,
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

export const checkSteps: readonly CheckStep[] = [
  // First, since it makes the types of the content that the next step reads.
  program('types of pages', ['astro', 'check']),
  program('types', ['tsc', '--noEmit', '-p', '.']),
  program('format and lint', ['biome', 'ci', '--colors=off', '.']),
  program('lint with types', ['eslint', '.']),
  imports,
  program('nothing unused', ['knip']),
  {
    name: 'the book builds',
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
  program('weight of pages', [process.execPath, 'test/size.ts']),
  program('unit tests', [
    'vitest',
    'run',
    '--project',
    'unit',
    '--reporter=dot',
    '--reporter=./test/reporter.ts',
  ]),
];

if (import.meta.main) {
  let failed = 0;
  for (const step of checkSteps) {
    const { ok, output } = await step.run();
    console.log(`${ok ? '✓' : '✗'} ${step.name}`);
    if (!ok) {
      failed += 1;
      console.log(output.replaceAll(/^/gm, '  '));
    }
  }
  process.exitCode = failed === 0 ? 0 : 1;
}
