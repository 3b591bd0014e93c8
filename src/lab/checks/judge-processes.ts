/** Holds one expectation against the processes of a container that a check looks at. Pure. */

import { listWords } from '../matchers/matcher.ts';
import type { ObservedContainer, ObservedProcess } from '../observation/observation.ts';
import type { ProcessChoice } from './check.ts';
import { gravest, notRunning, told, unseenOf, type Verdict } from './verdict.ts';

export interface Looked {
  readonly container: ObservedContainer;
  readonly who: string;
  readonly expected: string;
  readonly choice: ProcessChoice;
}

/**
 * `judgeOne` judges one process, told as whom. Of `any` one has to be so, of all others each that is chosen. That there
 * is none to look at is no pass.
 */
export function judgeProcesses(
  { container, who, expected, choice }: Looked,
  judgeOne: (process: ObservedProcess, who: string) => Verdict,
): Verdict {
  const { processes } = container;
  if (processes.source === 'unknown') return unseenOf(container, who, expected, processes);
  const all = processes.value;
  const judged = chosenOf(container, choice).map((process): Verdict => {
    const named = `${process.name} (pid ${process.innerPid} in the container${isJoined(process, all) ? joined : ''})`;
    return { ...judgeOne(process, `${who}, ${named}`), process: named };
  });
  const [first, ...others] = judged;
  if (!first) {
    const isNoneNamed = typeof choice === 'object' && all.length > 0;
    return isNoneNamed ? noneNamed(who, choice.named, all, expected) : notRunning(container, who, expected);
  }
  const worst = gravest([first, ...others]);
  if (choice === 'any') {
    const one = judged.find(({ status }) => status === 'pass');
    return one ?? (worst.status === 'fail' ? noneSo(who, worst, judged.length) : worst);
  }
  const wrong = judged.filter(({ status, unknown }) => status === 'fail' && unknown === worst.unknown).length;
  return wrong > 1 ? { ...worst, message: soDoMore(worst, wrong - 1, judged.length, who) } : worst;
}

/** Process and init have one parent, outside of the container: so begins what `docker exec` starts. */
const isJoined = ({ init, parentPid }: ObservedProcess, all: readonly ObservedProcess[]): boolean =>
  !init && all.some((each) => each.init && each.parentPid === parentPid);
const joined = ', started from outside as by docker compose exec';

/** The processes that a check looks at; none where they could not be seen. */
export function chosenOf(
  { processes }: ObservedContainer,
  choice: ProcessChoice,
): readonly ObservedProcess[] {
  return processes.source === 'unknown' ? [] : processes.value.filter(isChosen(choice));
}

const isChosen =
  (choice: ProcessChoice) =>
  ({ init, name }: ObservedProcess): boolean =>
    typeof choice === 'object' ? name === choice.named : choice !== 'init' || init;

function soDoMore(
  { process, observed, expected }: Verdict,
  more: number,
  looked: number,
  who: string,
): string {
  const seen = `${observed}; so ${more === 1 ? 'does' : 'do'} ${more} more of its ${looked} processes`;
  return told(`${who}, ${process}`, { ok: false, observed: seen }, expected).message;
}

function noneSo(who: string, worst: Verdict, looked: number): Verdict {
  const observed = `of its ${looked} processes none is so; ${worst.process} ${worst.observed}`;
  const verdict = told(who, { ok: false, observed }, worst.expected);
  return worst.unknown === undefined ? verdict : { ...verdict, unknown: worst.unknown };
}

function noneNamed(who: string, named: string, all: readonly ObservedProcess[], expected: string): Verdict {
  const names = listWords([...new Set(all.map(({ name }) => name))]);
  return told(who, { ok: false, observed: `runs no ${named}, only ${names}` }, expected);
}
