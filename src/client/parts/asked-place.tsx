import type { ComponentChildren } from 'preact';
import { Problem } from './problem.tsx';
import type { Asked } from './use-asked.ts';

interface PlaceProps<T> {
  readonly asked: Asked<T>;
  /** What is asked for, at the beginning of a sentence: `The gradebook`. */
  readonly what: string;
  /** What is said where there is none for the reader; else that it is for those who teach in a course. */
  readonly hidden?: ComponentChildren;
  readonly children: (value: T) => ComponentChildren;
}

/** What was asked for, or that it is not there yet, or why it cannot be had. */
export function AskedPlace<T>({
  asked: { value, problem, busy, again },
  what,
  hidden,
  children,
}: PlaceProps<T>) {
  if (value !== undefined)
    return (
      <>
        {problem !== undefined && <Problem report={problem} />}
        {children(value)}
      </>
    );
  if (problem === undefined) return <p class="dd-quiet">Looking …</p>;
  const isHidden = problem.code === 'not-found';
  return (
    <div class="dd-note">
      <p>
        {isHidden
          ? (hidden ??
            `${what} shows only to who teaches in the course, and this browser is signed in as somebody who does not; or there is none of this address.`)
          : `${what} could not be had.`}
      </p>
      <Problem report={problem} />
      {!isHidden && (
        <p>
          <button type="button" class="dd-button" aria-disabled={busy} onClick={() => void again()}>
            Try again
          </button>
        </p>
      )}
    </div>
  );
}
