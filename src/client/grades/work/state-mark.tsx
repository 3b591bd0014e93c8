import type { LightStatus } from '../../core/check-words.ts';

interface StateLook {
  readonly shape: LightStatus | 'open';
  readonly word: string;
}

/** What states of grades and of what was handed in are called, each with a shape. */
const looks: Readonly<Record<string, StateLook>> = {
  'not-open': { shape: 'none', word: 'not open yet' },
  open: { shape: 'none', word: 'open' },
  missing: { shape: 'fail', word: 'missing' },
  waiting: { shape: 'open', word: 'waits to be graded' },
  'could-not-grade': { shape: 'error', word: 'could not be graded' },
  unstable: { shape: 'blocked', word: 'graded, unstable' },
  late: { shape: 'blocked', word: 'graded, late' },
  graded: { shape: 'pass', word: 'graded' },
  judged: { shape: 'pass', word: 'graded' },
  overridden: { shape: 'pass', word: 'set by who teaches' },
  excused: { shape: 'skip', word: 'excused' },
};

export const stateWord = (state: string): string => looks[state]?.word ?? state;

/** A state as a word with its shape. */
export function StateMark({ state }: { readonly state: string }) {
  const shape = looks[state]?.shape ?? 'none';
  return (
    <span class="dd-work-state" data-shape={shape}>
      <svg class="dd-signal" data-status={shape} width="16" height="16" aria-hidden="true">
        <use href={`#dd-${shape}`} />
      </svg>{' '}
      {stateWord(state)}
    </span>
  );
}
