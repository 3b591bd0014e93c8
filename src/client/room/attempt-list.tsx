import './attempt-list.css';
import type { ComponentChildren } from 'preact';
import type * as z from 'zod';
import type { LearnerSchema } from '../../lab/wire/board.ts';
import { clockTime, zoneHere } from '../core/session-words.ts';

export type AttemptView = z.output<typeof LearnerSchema>['attempts'][number];

interface ListProps {
  readonly attempts: readonly AttemptView[];
  readonly zone: string;
  readonly now: Date;
  /** What a lab is called; its id where nobody knows. */
  readonly titleOf?: (lab: string) => string;
  /** What stands below an attempt. */
  readonly more?: (attempt: AttemptView) => ComponentChildren;
}

/** Attempts, the newest first: points, and of each check that did not hold what was said. */
export function AttemptList({ attempts, zone, now, titleOf = (lab) => lab, more }: ListProps) {
  if (attempts.length === 0) return <p class="dd-quiet">No check was asked for yet.</p>;
  return (
    <ol class="dd-attempts">
      {attempts.map((attempt) => (
        <li key={attempt.id}>
          <p class="dd-attempt-head">
            <strong>{titleOf(attempt.lab)}</strong>
            <span>
              {attempt.earned} of {attempt.of} points
            </span>
            <span class="dd-quiet">{clockTime(attempt.at, zone, now, zoneHere())}</span>
          </p>
          {attempt.failing.length === 0 ? (
            <p class="dd-quiet">All checks held.</p>
          ) : (
            <ul>
              {attempt.failing.map(({ check, title, message }) => (
                <li key={check}>
                  {title}: <span class="dd-attempt-message">{message}</span>
                </li>
              ))}
            </ul>
          )}
          {more?.(attempt)}
        </li>
      ))}
    </ol>
  );
}
