/** Holds one expectation against the processes of a container that a check looks at. Pure. */

import { listWords } from '../matchers/matcher.ts';
import type { Fact } from '../observation/fact.ts';
import type { Listener, ObservedContainer, ObservedProcess } from '../observation/observation.ts';
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
  const listeners = listenersOf(container);
  if (typeof choice === 'object' && 'listening' in choice && listeners.source === 'unknown')
    return unseenOf(container, who, expected, listeners);
  const judged = chosenOf(container, choice).map((process): Verdict => {
    const named = `${process.name} (pid ${process.innerPid} in the container${isJoined(process, all) ? joined : ''})`;
    return { ...judgeOne(process, `${who}, ${named}`), process: named };
  });
  const [first, ...others] = judged;
  if (!first) {
    const isNoneChosen = typeof choice === 'object' && all.length > 0;
    return isNoneChosen ? noneChosen(who, choice, all, expected) : notRunning(container, who, expected);
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

const listenersOf = ({ asked: { listeners } }: ObservedContainer): Fact<readonly Listener[]> =>
  listeners ?? { source: 'unknown', reason: 'nobody looked who listens', cause: 'not-seen' };

/** The processes that a check looks at; none where they, or what chooses them, could not be seen. */
export function chosenOf(container: ObservedContainer, choice: ProcessChoice): readonly ObservedProcess[] {
  const { processes } = container;
  const listeners = listenersOf(container);
  if (processes.source === 'unknown') return [];
  return processes.value.filter(({ init, name, pid }) => {
    if (typeof choice !== 'object') return choice !== 'init' || init;
    if ('named' in choice) return name === choice.named;
    const held = listeners.source === 'unknown' ? [] : listeners.value;
    return held.some((each) => each.pid === pid && each.port === choice.listening);
  });
}

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

function noneChosen(
  who: string,
  choice: Extract<ProcessChoice, object>,
  all: readonly ObservedProcess[],
  expected: string,
): Verdict {
  const names = listWords([...new Set(all.map(({ name }) => name))]);
  const observed =
    'named' in choice
      ? `runs no ${choice.named}, only ${names}`
      : `runs nothing that listens on port ${choice.listening}, only ${names}`;
  return told(who, { ok: false, observed }, expected);
}
