import type { Role } from './role.ts';

/**
 * Over whom a role lets somebody do something. `all`: everybody in the role's scope. `own`: themselves, and what
 * concerns nobody in particular. `none`: it is not there for them.
 */
export type Reach = 'all' | 'own' | 'none';

type Rule = Readonly<Record<Role, Reach>>;

const rule = (owner: Reach, instructor: Reach, assistant: Reach, learner: Reach, observer: Reach): Rule => ({
  owner,
  instructor,
  assistant,
  learner,
  observer,
});

/**
 * Who may do what: the one table that routes, sockets and pages ask, by `may`. A route names its action; what is not
 * in the table cannot be asked for.
 */
export const actions = {
  /** Sign-ins, progress, what one is and where, what one agreed to. */
  'account.use': rule('own', 'own', 'own', 'own', 'own'),
  /** How far one has read, what one predicted and remembered. */
  'reading.keep': rule('own', 'own', 'own', 'own', 'own'),
  /** The list of labs, and what each is. */
  'lab.list': rule('all', 'all', 'all', 'all', 'all'),
  /** To start, change, check and answer in a lab, and to see how it stands. */
  'lab.use': rule('own', 'own', 'own', 'own', 'none'),
  /** What this machine is and can. */
  'host.read': rule('all', 'all', 'all', 'none', 'none'),
  /** To make a link that signs somebody else in. */
  'login.make': rule('all', 'none', 'none', 'none', 'none'),
  'session.make': rule('all', 'all', 'none', 'none', 'none'),
  /** Title, labs, capacity, times, code; to pause and to end it. */
  'session.change': rule('all', 'all', 'none', 'none', 'none'),
  /** Title, labs, times and state. */
  'session.read': rule('all', 'all', 'all', 'all', 'all'),
  'board.read': rule('all', 'all', 'all', 'none', 'all'),
  /** Each attempt, hand, notice and look of a session, as a file to keep. */
  'session.export': rule('all', 'all', 'all', 'none', 'none'),
  /** Checks, attempts and the X-ray of one learner. */
  'learner.read': rule('all', 'all', 'all', 'own', 'none'),
  /** To take somebody out of a session, and to make their personal link anew. */
  'learner.change': rule('all', 'all', 'none', 'none', 'none'),
  'hand.raise': rule('none', 'none', 'none', 'own', 'none'),
  /** To take one's hand back. */
  'hand.lower': rule('none', 'none', 'none', 'own', 'none'),
  /** To answer a hand that is raised. */
  'hand.take': rule('all', 'all', 'all', 'none', 'none'),
  /** To ask for a look into a learner's shell, or to type there; and to do so once they said yes. */
  'share.ask': rule('all', 'all', 'all', 'none', 'none'),
  /** To say yes or no, and to end it. */
  'share.answer': rule('none', 'none', 'none', 'own', 'none'),
  /** To send one learner a line to type, or a few words. */
  'pointer.send': rule('all', 'all', 'all', 'none', 'none'),
  'pointer.answer': rule('none', 'none', 'none', 'own', 'none'),
  /** To show a terminal of one's own to the session, and to end that whoever began it. */
  'mirror.show': rule('all', 'all', 'all', 'none', 'none'),
  'mirror.watch': rule('all', 'all', 'all', 'all', 'all'),
  /** To show a file, or what a room predicted, to all of it. */
  'room.show': rule('all', 'all', 'all', 'none', 'none'),
  /** To offer the solution of a lab to learners. */
  'catch-up.offer': rule('all', 'all', 'all', 'none', 'none'),
  'notice.send': rule('all', 'all', 'all', 'none', 'none'),
  'course.make': rule('all', 'none', 'none', 'none', 'none'),
  /** Who takes part in a course, and how they are reached. */
  'roster.read': rule('all', 'all', 'all', 'none', 'none'),
  /** To bring people into a course, and to make the links that sign them in. */
  'roster.change': rule('all', 'all', 'none', 'none', 'none'),
  /** Rules, labs and dates of assignments. */
  'assignment.change': rule('all', 'all', 'none', 'none', 'none'),
  /** Everybody's grades and work, with reasons that learners do not see. */
  'gradebook.read': rule('all', 'all', 'all', 'none', 'none'),
  /** Adjustments, overrides and regrades. */
  'grade.change': rule('all', 'all', 'none', 'none', 'none'),
  /** To say something of somebody's work, which they read. */
  'grade.comment': rule('all', 'all', 'all', 'none', 'none'),
  /** To see what is asked of oneself, to hand in, and to read one's own grade. */
  'assignment.work': rule('own', 'own', 'own', 'own', 'none'),
  /** All that is kept of a person, as a file of theirs. */
  'data.read': rule('all', 'own', 'own', 'own', 'own'),
  /** To take a person away with what is kept of them. */
  'data.erase': rule('all', 'none', 'none', 'none', 'none'),
  /** Who leads what; the links that let them in. */
  'people.read': rule('all', 'none', 'none', 'none', 'none'),
  'people.change': rule('all', 'none', 'none', 'none', 'none'),
  /** Which learning platforms are trusted, and what goes to them. */
  'lti.read': rule('all', 'none', 'none', 'none', 'none'),
  'lti.change': rule('all', 'none', 'none', 'none', 'none'),
} as const satisfies Readonly<Record<string, Rule>>;

export type Action = keyof typeof actions;

/**
 * What records something of whoever does it, or opens a terminal in their name: in a session that they joined, only
 * while they agree to what it keeps.
 */
export const recordingActions: ReadonlySet<Action> = new Set<Action>([
  'lab.use',
  'reading.keep',
  'hand.raise',
  'assignment.work',
]);

/** What is said and kept in a session that was joined, in a pause too, and no more once it has ended. */
export const endingActions: ReadonlySet<Action> = new Set<Action>([
  'reading.keep',
  'hand.raise',
  'pointer.answer',
]);
