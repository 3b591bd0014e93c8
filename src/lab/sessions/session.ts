/** A workshop: a group of learners, a join code, a list of labs. */
import { DrydockError } from '../errors.ts';
import type { LabId } from '../lab-id.ts';

/** `open` within its times; an instructor pauses and ends it. */
export const sessionStates = ['open', 'paused', 'ended'] as const;
export type SessionState = (typeof sessionStates)[number];

export interface Session {
  readonly id: string;
  readonly course: string;
  readonly title: string;
  /** As it is shown to whoever teaches; eight signs without the hyphen. */
  readonly code: string;
  /** How many learners can join. */
  readonly capacity: number;
  readonly opens: string;
  readonly ends: string;
  /** How many days after its end what learners made in it is kept. */
  readonly keepDays: number;
  readonly state: SessionState;
  /** In the order in which they are taught. */
  readonly labs: readonly LabId[];
}

/** What it is at a moment: its state, within its times. */
export type SessionPhase = 'planned' | SessionState;

export function phaseOf(
  { state, opens, ends }: Pick<Session, 'state' | 'opens' | 'ends'>,
  now: Date,
): SessionPhase {
  if (state === 'ended' || now >= new Date(ends)) return 'ended';
  if (now < new Date(opens)) return 'planned';
  return state;
}

/** The most that one session holds. */
export const largestCapacity = 500;

/** Why nothing more is taken from learners, as `whyClosed` says it; undefined before it has ended. */
export const whyEnded = (session: Session, now: Date): DrydockError | undefined =>
  phaseOf(session, now) === 'ended' ? whyClosed(session, now) : undefined;

/** Why nobody can work in the session now, with what they can do; undefined while they can. */
export function whyClosed(session: Session, now: Date): DrydockError | undefined {
  const phase = phaseOf(session, now);
  if (phase === 'open') return undefined;
  const { title, opens } = session;
  return new DrydockError(
    'not-allowed',
    {
      planned: {
        message: `${title} has not begun: it opens at ${opens}.`,
        fix: 'Wait until it opens, or ask the instructor, who can open it now.',
      },
      paused: {
        message: `${title} is paused.`,
        fix: 'Nothing is lost. Go on once the instructor says so.',
      },
      ended: {
        message: `${title} has ended.`,
        fix: 'What you made can still be read here, and you can go on in a book of your own.',
      },
    }[phase],
  );
}
