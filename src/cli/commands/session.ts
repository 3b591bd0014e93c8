import { readFileSync } from 'node:fs';
import { readCertificate } from '../../certificate/certificate-files.ts';
import { DrydockError } from '../../lab/errors.ts';
import { DurationSchema } from '../../lab/general/duration.ts';
import { chapterOf, type LabId, parseLabId } from '../../lab/lab-id.ts';
import { longestKeepDays } from '../../lab/sessions/consent.ts';
import { showJoinCode } from '../../lab/sessions/join-code.ts';
import { findHome } from '../../seats/home.ts';
import { writeAskedFile } from '../asked-file.ts';
import { findSession } from '../find-session.ts';
import { type HomeClient, requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-home.ts';
import { formatTable, type Output } from '../output.ts';
import { asShown, boardLines, describeSession, sessionRows } from '../session-lines.ts';

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

/** How everybody stands as a table that a spreadsheet opens: a row for each learner and task. */
export async function exportSession(
  file: string,
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id, title } = await findSession(server, named);
  if (file.endsWith('.json')) return exportWhole(server, { id, title, file }, output);
  const rows = sessionRows(await server.call('board', { session: id }));
  const { writeTable } = await import('../../grades/tables/write-table.ts');
  await writeAskedFile(file, writeTable(rows), 'wx');
  output.answer({ file, rows: rows.length - 1 }, [`${title}: ${rows.length - 1} rows are in ${file}.`]);
}

/** All of it: how everybody stands, each attempt, hands, notices and who looked into whose shell. */
async function exportWhole(
  server: HomeClient,
  { id, title, file }: Readonly<Record<'id' | 'title' | 'file', string>>,
  output: Output,
): Promise<void> {
  const { learners, cells, ...board } = await server.call('board', { session: id });
  const all = [];
  for (const learner of learners) {
    const { person } = learner;
    const { attempts } = await server.call('learner', { session: id, person });
    const standings = cells.filter((cell) => cell.person === person);
    all.push({ ...learner, standings: standings.map(({ person: _, ...cell }) => cell), attempts });
  }
  await writeAskedFile(file, `${JSON.stringify({ ...board, learners: all }, null, 2)}\n`, 'wx');
  output.answer({ file, learners: all.length }, [`${title}: ${all.length} learners are in ${file}.`]);
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
  output.answer(session, describeSession(session, server.url));
}

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

/** Takes learners out of a session; what they made stays. */
export async function removeLearner(
  learner: string,
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id: session, title } = await findSession(server, named);
  const { person, alias } = await findLearner(server, session, learner);
  await server.call('removeLearner', { session, person });
  output.answer({ session, person, alias }, [
    `${alias} is out of ${title}. What they made is kept, and is in the export.`,
    'By the code they can join again: drydock session code draws a new one.',
  ]);
}

/** Makes a learner's personal link anew: those before it let nobody in any more. */
export async function renewLink(
  learner: string,
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await serverOf(options);
  const { id: session } = await findSession(server, named);
  const { person, alias } = await findLearner(server, session, learner);
  const { token, until } = await server.call('renewLink', { session, person });
  const url = `${server.url}/join/#link=${token}`;
  output.answer({ url, until }, [`${alias} comes back by this link, until ${asShown(until)}:`, url]);
}

/** By the name that the board shows, or by id. */
async function findLearner(server: HomeClient, session: string, named: string) {
  const { learners } = await server.call('board', { session });
  const found = learners.find(({ person, alias }) => alias === named || person === named);
  if (found !== undefined) return found;
  throw new DrydockError('not-found', {
    message: `Nobody called ${named} is in this session.`,
    fix: 'Say the name as it stands in: drydock session show',
  });
}

export interface SimulateOptions {
  readonly learners: string;
  readonly task: string;
  readonly seed: string;
  /** A file with the certificate of the room's authority. */
  readonly ca?: string;
}

/** Lets simulated learners work in a session, until they are done or the command is ended. They stay in its list. */
export async function simulate(
  named: string | undefined,
  options: HomeOptions & SimulateOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const server = await serverOf(options);
  const { title, code = '' } = await findSession(server, named);
  const { simulateSession } = await import('../simulate/simulate-session.ts');
  const played = await simulateSession({
    url: server.url,
    ...authorityOf(options),
    code,
    // So many from one address would be held back at the door.
    join: (body) => server.call('join', { body }),
    learners: asCount('--learners', options.learners),
    taskMs: asLength(options.task),
    seed: asCount('--seed', options.seed),
    signal,
  });
  const { learners, attempts, tasks, refused, medianMs = 0, p95Ms = 0 } = played;
  output.answer(played, [
    ...refused.map(({ name, error }) => `${name} was refused: ${error.message}`),
    `${title}: ${learners - refused.length} of ${learners} learners got through. Together they made ${attempts} attempts and did ${tasks} tasks.`,
    `An attempt was answered in ${Math.round(medianMs)} ms at the median, ${Math.round(p95Ms)} ms at p95.`,
  ]);
  const [first] = refused;
  if (first !== undefined)
    throw new DrydockError(first.error.code, {
      message: `${refused.length} of ${learners} simulated learners were refused something.`,
      ...(first.error.fix === undefined ? {} : { fix: first.error.fix }),
    });
}

/** The authority that is named, or that of the home, where it has one. */
function authorityOf({ ca, home: named }: HomeOptions & SimulateOptions): { readonly authority?: string } {
  if (ca !== undefined) {
    try {
      return { authority: readFileSync(ca, 'utf8') };
    } catch (cause) {
      throw new DrydockError('bad-usage', {
        message: `--ca ${ca} cannot be read.`,
        fix: 'Name the file with the certificate of the authority: HOME/tls/ca.pem.',
        cause,
      });
    }
  }
  const own = readCertificate(findHome(process.env, named).home);
  return own === undefined ? {} : { authority: own.authority.certificate };
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

function asTime(option: string, text: string): Date {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime()) && /(Z|[+-]\d\d:?\d\d)$/.test(text)) return time;
  throw new DrydockError('bad-usage', {
    message: `${option} ${text} is no time with an offset.`,
    fix: 'Write it as ISO 8601: 2026-11-24T14:00+01:00',
  });
}

function asLength(text: string): number {
  const { data } = DurationSchema.safeParse(text);
  if (data !== undefined) return data;
  throw new DrydockError('bad-usage', {
    message: `${text} is no length of time.`,
    fix: 'Write 15m, 2h or 1d.',
  });
}

const dayMs = 24 * 3_600_000;

/** Whole days, as learners are told. */
function asDays(text: string): number {
  const days = asLength(text) / dayMs;
  if (Number.isInteger(days) && days >= 1 && days <= longestKeepDays) return days;
  throw new DrydockError('bad-usage', {
    message: `${text} is no time that something is kept for: that is whole days, from 1 to ${longestKeepDays}.`,
    fix: 'Write one: 30d',
  });
}

function asCount(option: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new DrydockError('bad-usage', {
    message: `${option} ${text} is no whole number from 1 to 9999.`,
    fix: 'Write one: 40',
  });
}
