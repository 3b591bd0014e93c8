/** What a learner agrees to as they join: what is kept of them, who sees it, for how long. */
import type { Session } from './session.ts';

/** Of the words below. Whoever changes what they promise raises it: everybody is asked anew. */
export const consentVersion = 1;

/** How many days after a session's end what learners made in it is kept. */
export const usualKeepDays = 90;
export const longestKeepDays = 3_650;

/** What somebody agreed to, and when. */
export interface Consent {
  readonly version: number;
  readonly keepDays: number;
  /** ISO 8601. */
  readonly at: string;
}

export interface ConsentItem {
  readonly title: string;
  readonly text: string;
}

/** The words, in the order in which they are read. */
export const consentItems = ({ keepDays }: Pick<Session, 'keepDays'>): ConsentItem[] => [
  {
    title: 'What is kept',
    text: 'The name that you type, which need not be your real one. The files that you save, with their earlier versions. What you answer, and write when you raise your hand. Each check that you ask for: its results, and what was observed of your containers then. Not what you type in a shell, and nothing that your shell shows.',
  },
  {
    title: 'Who sees it',
    text: 'Those who teach see your name, how your tasks stand, what your checks say and what they observed, your hand, and when you last did something. Others in the room see your name and how your tasks stand where the board is projected, without words. Whoever runs this server can read all that is kept on it.',
  },
  {
    title: 'Your shell',
    text: 'Nobody sees it before you say yes, each time. You end it whenever you want, and you can read later who looked and when.',
  },
  {
    title: 'For how long',
    text: `Until ${keepDays} ${keepDays === 1 ? 'day' : 'days'} after the session has ended; then it is removed, and only how many checks there were, and what they came to, stays, without your name. You can take all of it with you before, and have it removed earlier: ask whoever teaches.`,
  },
];

/** Whether somebody has to be asked: never were they, or the words promise something else now, or a longer time. */
export const needsConsent = (
  given: Pick<Consent, 'version' | 'keepDays'> | undefined,
  { keepDays }: Pick<Session, 'keepDays'>,
): boolean => given === undefined || given.version < consentVersion || given.keepDays < keepDays;

const dayMs = 24 * 3_600_000;

/** When what somebody made in a session is removed: never later than they agreed to. */
export function keptUntil(
  { ends, keepDays }: Pick<Session, 'ends' | 'keepDays'>,
  given?: Pick<Consent, 'keepDays'>,
): Date {
  const days = Math.min(keepDays, given?.keepDays ?? keepDays);
  return new Date(new Date(ends).getTime() + days * dayMs);
}
