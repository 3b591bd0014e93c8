import type { SubmittedView } from '../../../lab/wire/submissions.ts';

/** How it stands, as a state of `grade-state`. */
export function stateOfSubmission({ state, attempt }: Pick<SubmittedView, 'state' | 'attempt'>): string {
  if (state !== 'judged') return state;
  return attempt?.result?.isUnstable === true ? 'unstable' : 'graded';
}

/** Its place in the queue of the server, and how it went so far; undefined where it does not wait. */
export function waitWords({ waits, cause }: Pick<SubmittedView, 'waits' | 'cause'>): string | undefined {
  if (waits === undefined) return undefined;
  const { ahead, tries } = waits;
  const place =
    ahead <= 0
      ? 'It is the next to be graded, or being graded now.'
      : `${ahead === 1 ? 'One is' : `${ahead} are`} graded before it.`;
  if (tries === 0) return place;
  const why = cause === undefined ? '' : `: ${cause.replace(/[.]$/, '')}`;
  return `${place} This machine failed at it ${tries === 1 ? 'once' : `${tries} times`}${why}. It is tried again.`;
}
