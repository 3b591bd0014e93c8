import type { ProofProblem, ProofRule } from './proof.ts';
import { GrantTally } from './prove-grants.ts';
import { Tally } from './tally.ts';

/** What a proof has found so far, over all the states that it played and all the values that it played them with. */
export class ProofRecord {
  readonly tally = new Tally();
  readonly grants = new GrantTally();
  readonly #problems: ProofProblem[] = [];

  get problems(): readonly ProofProblem[] {
    return this.#problems;
  }

  add(problems: readonly ProofProblem[]): void {
    this.#problems.push(...problems);
  }

  /** Nothing was found in a state: `start`, `accepts.NAME`, `mistakes.NAME`. */
  isClean(state: string): boolean {
    return !this.#problems.some(({ where }) => where === state || where.startsWith(`${state}:`));
  }

  keeps(rule: ProofRule): boolean {
    return !this.#problems.some((problem) => problem.rule === rule);
  }
}
