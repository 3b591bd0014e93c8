import type { HealthRun } from './health-run.ts';
import type { Passes } from './reduce.ts';
import type { CopyPlan } from './shrunk-copy.ts';

/** How copies of one service are run, and how often. */
export interface TrialTools {
  readonly run: (plan: CopyPlan) => Promise<HealthRun>;
  /** No more than so many are run by `passes`; none where it is 0. */
  readonly mostRuns: number;
  /** Called after each, with what was tried in a few words. */
  readonly onRun?:
    | ((run: { readonly number: number; readonly tried: string; readonly told: string }) => void)
    | undefined;
}

/** Runs copies, each plan once, and remembers what was seen without a single thing. */
export class Trials {
  readonly #tools: TrialTools;
  readonly #done = new Map<string, HealthRun>();
  readonly #without = new Map<string, string>();
  #runs = 0;

  constructor(tools: TrialTools) {
    this.#tools = tools;
  }

  get runs(): number {
    return this.#runs;
  }

  /** What was seen of a copy that lacked this alone of what had passed before. */
  without(id: string): string | undefined {
    return this.#without.get(id);
  }

  /** Runs it whether it was run before or not, and whatever is left of the runs. */
  async confirm(plan: CopyPlan, tried: string): Promise<HealthRun> {
    const result = await this.#tools.run(plan);
    this.#runs += 1;
    this.#tools.onRun?.({ number: this.#runs, tried, told: result.told });
    return result;
  }

  /** For `reduce`: ids of what is left of a stage, the rest of the plan made by `planOf`. */
  passes(
    stage: string,
    all: readonly string[],
    planOf: (left: readonly string[]) => CopyPlan,
  ): Passes<string> {
    let passed: readonly string[] = all;
    return async (left) => {
      const plan = planOf(left);
      const key = JSON.stringify([[...plan.kept].sort(), plan.profile ?? null]);
      const before = this.#done.get(key);
      if (before === undefined && this.#runs >= this.#tools.mostRuns) return undefined;
      const result = before ?? (await this.confirm(plan, `${stage}, ${left.length} of ${all.length} left`));
      this.#done.set(key, result);
      if (result.passed) passed = left;
      else {
        const missing = passed.filter((each) => !left.includes(each));
        const [only] = missing;
        if (missing.length === 1 && only !== undefined) this.#without.set(only, result.told);
      }
      return result.passed;
    };
  }
}
