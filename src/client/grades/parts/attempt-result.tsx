import type { AttemptView } from '../../../lab/wire/submissions.ts';
import { statusWords } from '../../core/check-words.ts';
import { CheckMark } from './check-mark.tsx';

type Result = NonNullable<AttemptView['result']>;

/** What came of an attempt: how many checks held, and of each what was said. */
export function AttemptResult({ result }: { readonly result: Result }) {
  const { checks, isUnstable, earned, worth } = result;
  const held = checks.filter(({ status }) => status === 'pass').length;
  return (
    <>
      {isUnstable && (
        <p class="dd-work-warning">
          Unstable: one look saw what the other did not. Each check counts as it was seen least.
        </p>
      )}
      {worth < earned && (
        <p class="dd-quiet">
          It earned {earned} points; {worth} are left after what is taken off for being late.
        </p>
      )}
      <details class="dd-work-more">
        <summary>
          {held} of {checks.length} checks held
        </summary>
        <ul class="dd-work-checks">
          {checks.map((check) => (
            <li key={check.check}>
              <CheckMark status={check.status} />
              <span>
                {check.title}{' '}
                {check.of > 0 && (
                  <span class="dd-quiet">
                    {check.earned} of {check.of}
                  </span>
                )}
                {check.status !== 'pass' && (
                  <span class="dd-work-message">{check.message || wordOf(check.status)}</span>
                )}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

const words: Readonly<Record<string, string>> = statusWords;
const wordOf = (status: string): string => words[status] ?? status;
