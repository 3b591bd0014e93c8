import type { CheckResult } from '../../lab/checks/result.ts';

/** What was seen of each check and guard over all states of a proof. */
export class Tally {
  readonly #seen = new Map<string, Set<CheckResult['status']>>();
  readonly #failedWrong = new Set<string>();
  readonly #reasons = new Map<string, string>();

  /** `wrong`: a state that is meant to fail something: the start, or a mistake. */
  add(results: readonly CheckResult[], { wrong }: { readonly wrong: boolean }): void {
    for (const { id, status, message } of results) {
      this.#seen.set(id, (this.#seen.get(id) ?? new Set()).add(status));
      if (wrong && status === 'fail') this.#failedWrong.add(id);
      if (status === 'skip') this.#reasons.set(id, message);
    }
  }

  get skipped(): readonly { readonly check: string; readonly reason: string }[] {
    return [...this.#reasons].map(([check, reason]) => ({ check, reason }));
  }

  /** Those that no start and no mistake made fail, though this machine can judge them. */
  neverFailed(ids: readonly string[]): readonly string[] {
    return ids.filter((id) => {
      const seen = this.#seen.get(id) ?? new Set();
      const judged = seen.has('pass') || seen.has('fail') || !seen.has('skip');
      return judged && !seen.has('error') && !this.#failedWrong.has(id);
    });
  }
}
