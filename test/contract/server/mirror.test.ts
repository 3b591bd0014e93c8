/** A terminal that is shown to a session: whole screens to everybody in it, as long as whoever shows it wants. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { heartbeat } from '../../../src/lab/wire/heartbeat.ts';
import type { MirrorMessage, Screen } from '../../../src/lab/wire/mirror.ts';
import type { SessionView } from '../../../src/lab/wire/sessions.ts';
import { closeCodes } from '../../../src/lab/wire/terminal.ts';
import { eventually } from '../../fixtures/eventually.ts';
import type { FakeLabRunner } from '../../fixtures/fake-lab-runner.ts';
import { closing, type SignedIn } from '../../fixtures/server-at-work.ts';
import { followEvents } from '../../fixtures/sessions/follow-events.ts';
import { type Learner, lab, openRoom, type Room } from '../../fixtures/sessions/room.ts';

let room: Room;
let session: SessionView & { readonly code: string };
let anna: Learner;
const sockets: WebSocket[] = [];
beforeEach(async () => {
  room = await openRoom({ timing: { screenMs: 1 } });
  session = await room.makeSession();
  anna = await room.join(session.code, 'Anna');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await room[Symbol.asyncDispose]();
});

const open = (path: string, as: SignedIn): WebSocket => {
  const socket = room.at.webSocket(path, { as });
  sockets.push(socket);
  return socket;
};
const show = (as: SignedIn = room.owner) => open(`/api/sessions/${session.id}/mirror/labs/${lab}/main`, as);
const watch = (as: SignedIn = anna) => open(`/api/sessions/${session.id}/mirror/screens`, as);
const shells = () => (room.at.runner as FakeLabRunner).shells;
/** The shell that was joined last. */
const tapped = () => {
  const shell = shells().at(-1);
  if (shell === undefined) throw new Error('no shell was joined');
  return shell;
};

/** Screens as they come, each of which the page draws at once unless it is slow. */
function screensOf(socket: WebSocket, { isSlow = false } = {}): Screen[] {
  const screens: Screen[] = [];
  socket.on('message', (data) => {
    if (data.toString() === heartbeat) return;
    const message = JSON.parse(data.toString()) as MirrorMessage;
    if (message.type !== 'screen') return;
    screens.push(message.screen);
    if (!isSlow) socket.send('drawn');
  });
  return screens;
}
const begun = async (as: SignedIn = room.owner) => {
  const before = shells().length;
  const socket = show(as);
  const screens = screensOf(socket);
  await eventually(() => expect(shells()).toHaveLength(before + 1));
  await tapped().write('$ ');
  await eventually(() => expect(screens).not.toHaveLength(0));
  return { socket, screens };
};

describe('a mirror', () => {
  test('is told to the session, looked at and never typed into; who comes late gets the screen as it is', async () => {
    using told = await followEvents(room.at, '/api/my-session/events', anna);
    using seen = await followEvents(room.at, `/api/sessions/${session.id}/board/events`, room.owner);
    await begun();
    expect(room.at.runner).toMatchObject({ calls: [`look self ${lab} main`] });
    const mirror = expect.objectContaining({ by: 'local', lab });
    await told.until({ mirror });
    await seen.until({ type: 'mirror', mirror });
    await tapped().write('ls --all');
    const screens = screensOf(watch());
    await eventually(() => expect(screens.at(-1)?.text).toContain('$ ls --all'));
    await tapped().write(' /etc');
    await eventually(() => expect(screens.at(-1)?.text).toContain('$ ls --all /etc'));
    const now = await room.call(anna, 'GET', `/api/sessions/${session.id}/mirror`);
    expect(now.json()).toEqual(screens.at(-1));
  });

  test('has the size of the window in which it is typed', async () => {
    const own = open(`/api/labs/${lab}/terminals/main?columns=100&rows=30`, room.owner);
    await new Promise((resolve) => own.once('message', resolve));
    const { screens } = await begun();
    expect(screens.at(-1)).toMatchObject({ columns: 100, rows: 30 });
    own.send(JSON.stringify({ type: 'resize', columns: 60, rows: 20 }));
    await eventually(() => expect(screens.at(-1)).toMatchObject({ columns: 60, rows: 20 }));
    expect(tapped().sizes.at(-1)).toEqual({ columns: 60, rows: 20 });
  });

  test('leaves nothing to wait for a page that is slow: it gets the screen as it is once it has drawn', async () => {
    const { screens } = await begun();
    const slow = watch();
    const late = screensOf(slow, { isSlow: true });
    await eventually(() => expect(late).toHaveLength(1));
    for (let index = 0; index < 20; index += 1) {
      await tapped().write(`\r\nsaid ${index}.`);
      await eventually(() => expect(screens.at(-1)?.text).toContain(`said ${index}.`));
    }
    expect(late).toHaveLength(1);
    slow.send('drawn');
    await eventually(() => expect(late).toHaveLength(2));
    expect(late[1]).toEqual(screens.at(-1));
  });

  test('says that it is there, to whoever shows it and whoever watches, while nothing of it changes', async () => {
    await room[Symbol.asyncDispose]();
    room = await openRoom({ timing: { screenMs: 1, heartbeatMs: 20 } });
    session = await room.makeSession();
    anna = await room.join(session.code, 'Anna');
    const { socket } = await begun();
    for (const each of [socket, watch()]) {
      const texts: string[] = [];
      each.on('message', (data) => texts.push(data.toString()));
      await eventually(() => expect(texts.slice(-2)).toEqual([heartbeat, heartbeat]));
    }
  });

  test('takes no input of whoever watches', async () => {
    await begun();
    const viewer = watch();
    const closed = closing(viewer);
    viewer.once('open', () => viewer.send(JSON.stringify({ type: 'input', data: 'rm -rf /' })));
    expect((await closed).code).toBe(closeCodes.refused);
    expect(tapped().typed).toEqual(['$ ']);
  });

  test.each([
    ['whoever shows it closes the page', (shown: WebSocket) => shown.close()],
    [
      'somebody who teaches ends it',
      () => room.call(room.owner, 'DELETE', `/api/sessions/${session.id}/mirror`),
    ],
    [
      'the session ends',
      () => room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, { state: 'ended' }),
    ],
    [
      'its time is over',
      () => {
        room.now = new Date(Date.parse(session.ends));
      },
    ],
    ['the shell ends', () => tapped().write('exit\n')],
    ['another is shown', () => begun(room.member('instructor'))],
  ])('is over when %s, for everybody, and the shell is let go of', async (_, end) => {
    const { socket } = await begun();
    const shell = tapped();
    const viewer = watch();
    await new Promise((resolve) => viewer.once('message', resolve));
    const closed = Promise.all([closing(viewer), closing(socket)]);
    await end(socket);
    expect((await closed)[0].code).toBe(closeCodes.ended);
    await eventually(() => expect(shell.disposals).toBe(1));
  });

  test('goes on while the session is paused', async () => {
    const { screens } = await begun();
    await room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, { state: 'paused' });
    await tapped().write('look here');
    await eventually(() => expect(screens.at(-1)?.text).toContain('look here'));
  });

  test('of a shell that does not come is told to whoever asked, and nobody else hears of it', async () => {
    using told = await followEvents(room.at, '/api/my-session/events', anna);
    room.at.runner.terminalError = new Error('the shell does not come');
    const socket = show();
    const said = new Promise((resolve) => socket.once('message', (data) => resolve(data.toString())));
    const closed = closing(socket);
    expect(JSON.parse(String(await said))).toMatchObject({ type: 'error' });
    expect((await closed).code).toBe(closeCodes.broken);
    expect(JSON.stringify(told.events)).not.toContain('mirror');
  });

  test('is not begun in a session that has ended', async () => {
    await room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, { state: 'ended' });
    expect((await closing(show())).status).toBe(403);
  });

  test('is shown by no learner and no observer, and seen by nobody of another session', async () => {
    for (const as of [anna, room.member('observer')]) {
      expect((await closing(show(as))).status).toBe(404);
      expect((await room.call(as, 'DELETE', `/api/sessions/${session.id}/mirror`)).status).toBe(404);
    }
    expect((await closing(watch())).status).toBe(404);
    await begun();
    const other = await room.makeSession();
    const ben = await room.join(other.code, 'Ben');
    expect((await closing(watch(ben))).status).toBe(404);
    expect((await room.call(ben, 'GET', `/api/sessions/${session.id}/mirror`)).status).toBe(404);
  });

  test('leaves nothing of what was typed in a database, a log, or the events of a session', async () => {
    using told = await followEvents(room.at, '/api/my-session/events', anna);
    const { screens, socket } = await begun();
    await tapped().write('canary-77b1');
    await eventually(() => expect(screens.at(-1)?.text).toContain('canary-77b1'));
    socket.close();
    await eventually(() => expect(told.events.at(-1)).not.toHaveProperty('mirror'));
    for (const file of ['drydock.db', 'drydock.db-wal'])
      expect(readFileSync(join(room.at.home, file)).includes('canary-77b1')).toBe(false);
    expect(room.at.log()).not.toContain('canary-77b1');
    expect(JSON.stringify(told.events)).not.toContain('canary-77b1');
  });
});
