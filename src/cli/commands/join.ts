import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { DrydockError } from '../../lab/errors.ts';
import { parseJoinCode } from '../../lab/sessions/join-code.ts';
import type { Terms } from '../../lab/wire/joining.ts';
import { findHome, readHomeId } from '../../seats/home.ts';
import { openStore } from '../../store/open-store.ts';
import { readAskedFile } from '../asked-file.ts';
import { waiting } from '../join/forwarding.ts';
import { forgetRoom, type JoinedRoom, readRoom, readSent, writeRoom } from '../join/joined-room.ts';
import { sentBody } from '../join/pending-work.ts';
import { makeRoomClient } from '../join/room-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import { formatTable, type Output } from '../output.ts';
import { tell } from '../plain-text.ts';
import { asShown } from '../session-lines.ts';

export interface JoinOptions extends HomeOptions {
  readonly name?: string;
  /** A file with the certificate of the room's authority. */
  readonly authority?: string;
  readonly agree?: boolean;
}

/** Joins a room with one's own Docker: labs run here, and what checks say goes there. */
export async function joinRoom(
  address: string,
  code: string,
  options: JoinOptions,
  output: Output,
): Promise<void> {
  const { home } = findHome(process.env, options.home);
  const url = parseAddress(address);
  const authority =
    options.authority === undefined ? undefined : await readAskedFile(options.authority, 1024 ** 2);
  const client = makeRoomClient({ url, authority });
  const name = options.name ?? userInfo().username;
  const { title, terms } = await client.call('joinTerms', { body: { code, name } });
  await requireAgreement(title, terms, options.agree ?? false);
  // The same home joins once, whatever became of an answer.
  const said = [await readHomeId(home), url, parseJoinCode(code) ?? code];
  const asked = createHash('sha256').update(said.join('\n')).digest('hex');
  const agreed = { version: terms.version, keepDays: terms.keepDays, until: terms.until };
  const { key, alias } = await client.call('join', { body: { code, name, asked, agreed } });
  const { joined } = await makeRoomClient({ url, authority, key }).call('mySession');
  if (joined === undefined)
    throw new DrydockError('internal', { message: `${url} let us in, and then knew of no session.` });
  const { id, ends, labs } = joined.session;
  const before = readRoom(home);
  const room: JoinedRoom = {
    url,
    ...(authority === undefined ? {} : { authority }),
    session: { id, title, ends },
    labs,
    alias,
    key,
    since: before?.session.id === id ? before.since : new Date().toISOString(),
  };
  writeRoom(home, room);
  output.answer(shown(room), [
    `You are ${alias} in ${title}, until ${asShown(ends)}.`,
    `Work on its labs here: npm start, and open ${labs.join(', ')}.`,
    ...whatIsSent,
    'It is marked there as *local*: nobody in the room saw it. See what went with `drydock joined`; end it with `drydock leave`.',
  ]);
}

const whatIsSent = [
  'Each time you press Check in one of these labs, this goes to the room: what each check said, what was observed of the containers of that lab, the versions of engine, kernel and Drydock, and which tasks are done.',
  'Nothing else does: no file, no other lab, nothing that you type, and nothing from before.',
] as const;

/** Which room a home has joined, and what has gone there. */
export async function showJoined(
  options: HomeOptions & { readonly attempt?: string },
  output: Output,
): Promise<void> {
  const { home } = findHome(process.env, options.home);
  const room = requireRoom(home);
  using store = openStore(join(home, 'drydock.db'));
  if (options.attempt !== undefined) return showBody(store, options.attempt, output);
  const { attempts, problem } = readSent(home, room.session.id);
  const pending = waiting(home, room, store).map(({ run: { lab }, attempt: { id, at } }) => ({
    id,
    lab,
    at,
  }));
  const rows = [
    ...attempts.map(({ id, lab, at, refused }) => [id, lab, asShown(at), refused ?? 'is there']),
    ...pending.map(({ id, lab, at }) => [id, lab, asShown(at), 'waits']),
  ];
  output.answer({ ...shown(room), sent: attempts, waiting: pending, ...(problem && { problem }) }, [
    `${room.alias} in ${room.session.title} at ${room.url}, until ${asShown(room.session.ends)}.`,
    ...(problem === undefined ? [] : [`The last try failed: ${problem} It is tried again by itself.`]),
    ...(rows.length === 0
      ? ['Nothing was checked yet.']
      : formatTable([['attempt', 'lab', 'checked', 'in the room'], ...rows])),
    'What went of one: drydock joined --attempt ID',
  ]);
}

function showBody(store: ReturnType<typeof openStore>, id: string, output: Output): void {
  const attempt = store.findAttempt(id);
  const done = attempt && store.listEvents(attempt.run, ['task-done']).map(({ task }) => task);
  const body = attempt && sentBody(store, { attempt, done: [...new Set(done)] });
  if (body === undefined)
    throw new DrydockError('not-found', {
      message: `There is no attempt ${id} in this home.`,
      fix: 'See them with: drydock joined',
    });
  output.answer(body, JSON.stringify(body, null, 2).split('\n'));
}

/** Sends nothing more; what is in the room stays there. */
export async function leaveRoom(options: HomeOptions, output: Output): Promise<void> {
  const { home } = findHome(process.env, options.home);
  const room = requireRoom(home);
  const client = makeRoomClient(room);
  await forgetRoom(home);
  // The key is gone from here; where the room is away, it ends there with its time.
  const isEnded = await client.call('signOut').then(
    () => true,
    () => false,
  );
  output.answer({ left: room.session.title, isEnded }, [
    `Nothing is sent to ${room.session.title} any more. What you did is here, and what was sent stays there as long as it says.`,
    ...(isEnded ? [] : [`${room.url} did not answer: the sign-in there ends with its time.`]),
  ]);
}

/** Without the key. */
const shown = ({ url, session, labs, alias, since }: JoinedRoom) => ({ url, session, labs, alias, since });

function requireRoom(home: string): JoinedRoom {
  const room = readRoom(home);
  if (room !== undefined) return room;
  throw new DrydockError('not-found', {
    message: 'This home has joined no room.',
    fix: 'Join one: drydock join https://room.example:4321 K7QF-3M2X',
  });
}

function parseAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '') return url.origin;
  throw new DrydockError('bad-usage', {
    message: `“${text}” is no address of a room.`,
    fix: 'Type it as it is shown in the room, with http:// or https:// before it.',
  });
}

/** Nobody agrees by pressing nothing: on a terminal it is asked, elsewhere it has to be said. */
async function requireAgreement(title: string, { items }: Terms, isAgreed: boolean): Promise<void> {
  if (isAgreed) return;
  tell([`Before you join “${title}”:`, ...items.map((item) => `${item.title}. ${item.text}`)].join('\n\n'));
  if (process.stdin.isTTY && process.stderr.isTTY) {
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    try {
      if (/^y(es)?$/i.test((await prompt.question('\nDo you agree? [y/N] ')).trim())) return;
    } finally {
      prompt.close();
    }
  }
  throw new DrydockError('not-allowed', {
    message: `You have not joined ${title}: nobody joins without agreeing to what is kept of them.`,
    fix: 'If you agree, say so: --agree',
  });
}
