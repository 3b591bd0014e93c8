/** What a learner agrees to as they join: what is kept of them, who sees it, for how long. */
import { DrydockError } from '../errors.ts';
import type { Session } from './session.ts';

/** Of the words below. Whoever changes what they promise raises it: everybody is asked anew. */
export const consentVersion = 3;
/** Of somebody who took back what they had agreed to. */
export const withdrawnVersion = 0;

/** How many days after a session's end what learners made in it is kept. */
export const usualKeepDays = 90;
export const longestKeepDays = 3_650;

/** What somebody agreed to, and when. */
export interface Consent {
  readonly version: number;
  readonly keepDays: number;
  /** Until when what they make is kept at the longest: ISO 8601. */
  readonly until: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface ConsentItem {
  readonly title: string;
  readonly text: string;
}

/** What somebody agrees to. */
export type Agreed = Omit<Consent, 'at'>;

type Times = Pick<Session, 'ends' | 'keepDays'>;

/** The words, in the order in which they are read. */
export const consentItems = (session: Times): ConsentItem[] => [
  {
    title: 'What is kept',
    text: 'The name that you type, which need not be your real one. The files that you save, with their earlier versions. What you answer, and write when you raise your hand. Each check that you ask for: its results, and what was observed of your containers then. Not what you type in a shell, and nothing that your shell shows.',
  },
  {
    title: 'Who sees it',
    text: 'Those who teach see your name, how your tasks stand, what your checks say and what they observed, your hand, and when you last did something. Others in the room see your name and how your tasks stand where the board is projected, without words. Whoever runs this server can read all that is kept on it.',
  },
  {
    title: 'Your shell and your files',
    text: 'Those who teach see your shell, your files, and what runs in your lab between checks only once you say yes, each time. You end it whenever you want, and you can read later who looked and when.',
  },
  {
    title: 'For how long',
    text: `Until ${keptUntil(session).toISOString().slice(0, 10)}, which is ${inDays(session)} after the session is to end, and for less long where it ends earlier; then it is removed, and only how many checks there were, and what they came to, stays, without your name. You can take all of it with you before, and have it removed earlier: ask whoever teaches.`,
  },
];

const dayMs = 24 * 3_600_000;

const inDays = ({ keepDays }: Times): string => `${keepDays} ${keepDays === 1 ? 'day' : 'days'}`;

/**
 * Whether somebody has to be asked: never were they, or they took it back, or the words promise something else now, or
 * a longer time. A session that goes on for hours more stops nobody's work: what they made is kept no longer for it.
 */
export const needsConsent = (given: Agreed | undefined, session: Times): boolean =>
  given === undefined ||
  given.version < consentVersion ||
  given.keepDays < session.keepDays ||
  Date.parse(given.until) + dayMs < keptUntil(session).getTime();

/** When what somebody made in a session is removed: never later than they agreed to. */
export function keptUntil({ ends, keepDays }: Times, given?: Pick<Agreed, 'keepDays' | 'until'>): Date {
  const days = Math.min(keepDays, given?.keepDays ?? keepDays);
  const planned = Date.parse(ends) + days * dayMs;
  return new Date(given === undefined ? planned : Math.min(planned, Date.parse(given.until)));
}

/** What is recorded of somebody who agrees: nothing that is longer than what the session keeps. */
export const agreementOf = ({ until }: Pick<Agreed, 'until'>, session: Times): Agreed => ({
  version: consentVersion,
  keepDays: session.keepDays,
  until: keptUntil(session, { keepDays: session.keepDays, until }).toISOString(),
});

/** Told to whoever does something that would be recorded of them. */
export const unagreed = ({ title }: Pick<Session, 'title'>): DrydockError =>
  new DrydockError('not-allowed', {
    message: `You do not agree to what is kept of you in ${title}, as it is said now.`,
    fix: 'Read it on the page /my-data/, and agree there to go on.',
  });
