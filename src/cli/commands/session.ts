import { DrydockError } from '../../lab/errors.ts';
import { chapterOf, type LabId, parseLabId } from '../../lab/lab-id.ts';
import { showJoinCode } from '../../lab/sessions/join-code.ts';
import { ruleWords } from '../../lab/sessions/stuck.ts';
import { asCount, asDays, asLength, asNumber, asTime } from '../asked-values.ts';
import { findSession } from '../find-session.ts';
import { type HomeClient, requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import { formatTable, type Output } from '../output.ts';
import { asShown, boardLines, describeSession } from '../session-lines.ts';

export interface MakeSessionOptions {
  readonly labs?: string;
  readonly chapters?: string;
  readonly opens?: string;
  readonly ends?: string;
  readonly for?: string;
  readonly capacity: string;
  readonly keep: string;
  readonly course?: string;
}

export interface StuckOptions {
  readonly minutes?: string;
  readonly times?: string;
  readonly repeats?: string;
  readonly away?: string;
}

const serverOf = (options: HomeOptions) => requireServer(options, 'there are no sessions');

/** Begins a session, and tells its code. */
export async function makeSession(
  title: string,
  options: HomeOptions & MakeSessionOptions,
  output: Output,
): Promise<void> {
  const { opens: asked, ends, for: length, course } = options;
  if (ends !== undefined && length !== undefined)
    throw new DrydockError('bad-usage', { message: 'Say --ends or --for, not both.', fix: 'Leave one out.' });
  const opens = asked === undefined ? new Date() : asTime('--opens', asked);
  const until =
    ends === undefined ? new Date(opens.getTime() + asLength(length ?? '3h')) : asTime('--ends', ends);
  const server = await serverOf(options);
  const labs = await labsOf(server, options);
  const session = await server.call('makeSession', {
    body: {
      title,
      labs: [...labs],
      capacity: asCount('--capacity', options.capacity),
      opens: opens.toISOString(),
      ends: until.toISOString(),
      keepDays: asDays(options.keep),
      ...(course === undefined ? {} : { course }),
    },
  });
  output.answer(session, describeSession(session, server.url));
}

export async function listSessions(options: HomeOptions, output: Output): Promise<void> {
  const sessions = await (await serverOf(options)).call('sessions');
  const rows = sessions.map(({ id, title, phase, code = '', joined, capacity, ends }) => [
    id,
    title,
    phase,
    showJoinCode(code),
    `${joined} of ${capacity}`,
    asShown(ends),
  ]);
  output.answer(
    sessions,
    rows.length === 0
      ? ['There is no session. Begin one: drydock session make "Tuesday" --chapters start']
      : formatTable([['session', 'title', 'now', 'code', 'joined', 'until'], ...rows]),
  );
}

/** How everybody stands, as a table: a line for each learner, a column for each lab. */
export async function showBoard(
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const session = await findSession(server, named);
  const board = await server.call('board', { session: session.id });
  output.answer(board, [...describeSession(board.session, server.url), '', ...boardLines(board)]);
}

export async function changeSession(
  named: string | undefined,
  change: {
    readonly state?: 'open' | 'paused' | 'ended';
    readonly newCode?: true;
    readonly opens?: 'now';
  },
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id, title, phase } = await findSession(server, named);
  const { opens, ...rest } = change;
  if (opens !== undefined && phase !== 'planned')
    throw new DrydockError('bad-usage', {
      message: `${title} is ${phase}, so it is not to be opened before its time.`,
      fix: 'A session that is paused goes on with: drydock session resume. One that has ended, with: drydock session extend 1h',
    });
  const body = { ...rest, ...(opens === undefined ? {} : { opens: new Date().toISOString() }) };
  const session = await server.call('changeSession', { session: id, body });
  output.answer(session, describeSession(session, server.url));
}

/** Lets more, or fewer, join; who has joined stays. */
export async function setCapacity(
  number: string,
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const capacity = asCount('a capacity of', number);
  const server = await serverOf(options);
  const { id } = await findSession(server, named);
  const session = await server.call('changeSession', { session: id, body: { capacity } });
  output.answer(session, describeSession(session, server.url));
}

/** Says when the board calls somebody stuck or away, and changes those numbers of it that are given. */
export async function setStuckRule(
  named: string | undefined,
  options: HomeOptions & StuckOptions,
  output: Output,
): Promise<void> {
  const { minutes, times, repeats, away } = options;
  const server = await serverOf(options);
  const found = await findSession(server, named);
  const asked = {
    ...(minutes !== undefined && { minutes: asNumber('--minutes', minutes) }),
    ...(times !== undefined && { timesMedian: asNumber('--times', times) }),
    ...(repeats !== undefined && { repeats: asCount('--repeats', repeats) }),
    ...(away !== undefined && { awayMinutes: asNumber('--away', away) }),
  };
  const body = { stuck: { ...found.stuck, ...asked } };
  const { stuck } =
    Object.keys(asked).length === 0 ? found : await server.call('changeSession', { session: found.id, body });
  output.answer(stuck, [`${found.title}: ${ruleWords(stuck)}`]);
}

/** Keeps what learners made for another time after its end. */
export async function keepSession(
  time: string,
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const keepDays = asDays(time);
  const server = await serverOf(options);
  const found = await findSession(server, named);
  const session = await server.call('changeSession', { session: found.id, body: { keepDays } });
  output.answer(session, [
    ...describeSession(session, server.url),
    ...(keepDays > found.keepDays && found.joined > 0
      ? ['Each learner is asked whether they agree; what they made is kept no longer than they agreed to.']
      : []),
  ]);
}

/** Lets a session end later; one that has ended begins to end from now. */
export async function extendSession(
  time: string,
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const found = await findSession(server, named);
  const from = Math.max(new Date(found.ends).getTime(), Date.now());
  const ends = new Date(from + asLength(time)).toISOString();
  const body = { ends, ...(found.phase === 'ended' ? { state: 'open' as const } : {}) };
  const session = await server.call('changeSession', { session: found.id, body });
  output.answer(session, [
    ...describeSession(session, server.url),
    ...(asLength(time) > dayMs && found.joined > 0
      ? ['Each learner is asked whether they agree; what they made is kept no longer than they agreed to.']
      : []),
  ]);
}

const dayMs = 24 * 3_600_000;

export async function sendNotice(
  text: string,
  named: string | undefined,
  options: HomeOptions & { readonly place?: string },
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id, title, joined } = await findSession(server, named);
  const { place } = options;
  const body = { text, ...(place === undefined ? {} : { place }) };
  const notice = await server.call('sendNotice', { session: id, body });
  output.answer(notice, [`${title}: told ${joined} ${joined === 1 ? 'learner' : 'learners'}.`]);
}

/** Labs that are named, and those of chapters, in the order of the book. */
async function labsOf(
  server: HomeClient,
  { labs = '', chapters = '' }: MakeSessionOptions,
): Promise<readonly LabId[]> {
  const named = split(labs).map(parseLabId);
  const asked = split(chapters);
  const all = (await server.call('labs')).map(({ id }) => id);
  const missing = asked.filter((chapter) => !all.some((lab) => chapterOf(lab) === chapter));
  if (missing.length > 0)
    throw new DrydockError('not-found', {
      message: `No lab belongs to a chapter ${missing.join(', ')}.`,
      fix: 'See them all with: drydock labs list',
    });
  const found = [...new Set([...named, ...all.filter((lab) => asked.includes(chapterOf(lab)))])];
  if (found.length > 0) return found;
  throw new DrydockError('bad-usage', {
    message: 'A session has a list of labs.',
    fix: 'Say --chapters start, or --labs start/first-container,base-images/measure.',
  });
}

const split = (list: string): readonly string[] =>
  list
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
