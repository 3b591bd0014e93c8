import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** One outcome of a test, as `test/run.ts` counts it. */
export interface Outcome {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped, or what failed. */
  readonly reason?: string;
}

/** Writes each outcome as a line of JSON to the file that DRYDOCK_OUTCOMES names. */
export default class OutcomeReporter implements Reporter {
  readonly #file = process.env.DRYDOCK_OUTCOMES;

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    const name = `${test.project.name} ${test.module.relativeModuleId} > ${test.fullName}`;
    if (result.state === 'pending') return;
    const reason = result.state === 'skipped' ? result.note : result.errors?.[0]?.message;
    this.#write({ name, state: result.state, ...(reason ? { reason } : {}) });
  }

  onTestModuleEnd(module: TestModule): void {
    for (const error of module.errors())
      this.#write({
        name: `${module.project.name} ${module.relativeModuleId}`,
        state: 'failed',
        reason: error.message,
      });
  }

  #write(outcome: Outcome): void {
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify(outcome)}\n`);
  }
}
