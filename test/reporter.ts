import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import * as z from 'zod';

declare module 'vitest' {
  interface TaskMeta {
    /** What is to be known of a test that passed. */
    note?: string;
  }
}

const OutcomeSchema = z.object({
  name: z.string(),
  /** The project of vitest; none for what `test/run.ts` does itself. */
  project: z.string().optional(),
  state: z.enum(['passed', 'failed', 'skipped']),
  /** Why it was skipped, or what failed. */
  reason: z.string().optional(),
  file: z.string().optional(),
  /** The titles of its groups, outermost first, and its own. */
  titles: z.array(z.string()).optional(),
  /** What is to be known of a test that passed. */
  note: z.string().optional(),
  /** Without its hooks. */
  durationMs: z.number().optional(),
});

/** One outcome of a test, as `test/run.ts` counts it. */
export type Outcome = Readonly<z.output<typeof OutcomeSchema>>;

/** Every outcome that was written to a file so far; none where there is no file. */
export function readOutcomes(file: string): readonly Outcome[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => OutcomeSchema.parse(JSON.parse(line)));
}

/** Writes each outcome as a line of JSON to the file that DRYDOCK_OUTCOMES names. */
export default class OutcomeReporter implements Reporter {
  readonly #file = process.env.DRYDOCK_OUTCOMES;

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state === 'pending' || isLeftOut(test)) return;
    const { project, module } = test;
    const reason = result.state === 'skipped' ? result.note : wholeReason(result.errors?.[0]);
    const durationMs = test.diagnostic()?.duration;
    const { note } = test.meta();
    this.#write({
      name: `${project.name} ${module.relativeModuleId} > ${test.fullName}`,
      project: project.name,
      state: result.state,
      file: module.relativeModuleId,
      titles: titlesOf(test),
      ...(reason ? { reason } : {}),
      ...(note === undefined ? {} : { note }),
      ...(durationMs === undefined ? {} : { durationMs }),
    });
  }

  onTestModuleEnd(module: TestModule): void {
    this.#writeErrors(module, module.relativeModuleId);
  }

  /** A hook around a suite that fails leaves its tests skipped, without a word. */
  onTestSuiteResult(suite: TestSuite): void {
    this.#writeErrors(suite, `${suite.module.relativeModuleId} > ${suite.fullName}`);
  }

  #writeErrors(failed: TestModule | TestSuite, name: string): void {
    const file = failed.type === 'suite' ? failed.module.relativeModuleId : failed.relativeModuleId;
    const project = failed.project.name;
    for (const error of failed.errors())
      this.#write({
        name: `${project} ${name}`,
        project,
        state: 'failed',
        reason: wholeReason(error) ?? '',
        file,
        ...(failed.type === 'suite' ? { titles: titlesOf(failed) } : {}),
      });
  }

  #write(outcome: Outcome): void {
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify(outcome)}\n`);
  }
}

interface Failure {
  readonly message: string;
  readonly diff?: string | undefined;
  readonly cause?: unknown;
}

/** What failed, what was found instead, and why: a property names its counterexample in its cause. */
function wholeReason(failure: Failure | undefined): string | undefined {
  if (failure === undefined) return undefined;
  const { cause } = failure;
  const isCause = typeof cause === 'object' && cause !== null && 'message' in cause;
  const why = isCause ? wholeReason({ ...cause, message: String(cause.message) }) : undefined;
  return [failure.message, failure.diff, why].filter(Boolean).join('\n');
}

function titlesOf(test: TestCase | TestSuite): string[] {
  const titles = [test.name];
  let parent: TestSuite | TestModule = test.parent;
  while (parent.type === 'suite') {
    titles.unshift(parent.name);
    parent = parent.parent;
  }
  return titles;
}

/** Not asked for by --testNamePattern: neither run nor skipped for a reason. */
function isLeftOut(test: TestCase): boolean {
  const pattern = test.project.config.testNamePattern;
  return pattern !== undefined && !pattern.test(test.fullName.replaceAll(' > ', ' '));
}
