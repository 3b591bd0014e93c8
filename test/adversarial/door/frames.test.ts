/** What comes in over the WebSocket of a terminal, and is none of ours. */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { signInProtocolOf } from '../../../src/lab/wire/terminal.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { heldBytes } from '../../fixtures/held-memory.ts';
import {
  closing,
  type ServerAtWork,
  type SignedIn,
  startServerAtWork,
} from '../../fixtures/server-at-work.ts';
import { terminalPath } from './wire.ts';

let at: ServerAtWork;
let me: SignedIn;
beforeEach(async () => {
  at = await startServerAtWork();
  me = await at.signIn();
});
afterEach(() => at[Symbol.asyncDispose]());

async function openReady() {
  const socket: WebSocket = at.webSocket(terminalPath, { as: me });
  const closed = closing(socket);
  await once(socket, 'message');
  const shell = at.runner.shells.at(-1);
  if (shell === undefined) throw new Error('no shell');
  return { socket, closed, shell };
}

/** Past the handshake, with nothing between us and the bytes. */
async function openRaw(...more: readonly string[]): Promise<{ socket: Socket; received: Buffer[] }> {
  const socket = connect(at.server.port, '127.0.0.1');
  socket.on('error', () => {});
  const received: Buffer[] = [];
  socket.on('data', (data) => received.push(data));
  const lines = [
    `GET ${terminalPath} HTTP/1.1`,
    `Host: 127.0.0.1:${at.server.port}`,
    `Sec-WebSocket-Protocol: ${signInProtocolOf(me.key)}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...more,
    '',
    '',
  ];
  socket.write(lines.join('\r\n'));
  await eventually(() => expect(Buffer.concat(received).toString('latin1')).toContain('"type":"ready"'));
  return { socket, received };
}

const isAlive = async () => expect((await at.request('/api/health')).status).toBe(200);

describe('case 54: a frame that is none of ours closes the connection, and nothing else', () => {
  test.each([
    ['unmasked', Buffer.from([0x81, 0x02, 0x7b, 0x7d]), 1002],
    ['of an unknown opcode', Buffer.from([0x83, 0x80, 0, 0, 0, 0]), 1002],
    ['of an unknown control opcode', Buffer.from([0x8b, 0x80, 0, 0, 0, 0]), 1002],
    ['with a reserved bit', Buffer.from([0xc1, 0x80, 0, 0, 0, 0]), 1002],
    ['that goes on with nothing', Buffer.from([0x80, 0x80, 0, 0, 0, 0]), 1002],
    ['a ping in pieces', Buffer.from([0x09, 0x80, 0, 0, 0, 0]), 1002],
    ['a ping of 126 bytes', Buffer.from([0x89, 0xfe, 0, 126, 0, 0, 0, 0]), 1002],
    ['a closing frame of one byte', Buffer.from([0x88, 0x81, 0, 0, 0, 0, 3]), 1002],
    ['a closing frame with a code that is none', Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0, 1]), 1002],
    [
      'announcing a length beyond reason',
      Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
      1009,
    ],
    ['announcing a gigabyte', Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0]), 1009],
    ['of text that is not UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]), 1007],
  ])('%s', async (_what, frame, code) => {
    const { socket, received } = await openRaw();
    socket.write(frame);
    await once(socket, 'close');
    // The closing frame is the last: 0x88, length, then the code.
    const bytes = Buffer.concat(received);
    const start = bytes.lastIndexOf(0x88);
    expect(bytes.readUInt16BE(start + 2)).toBe(code);
    expect(at.runner.shells[0]?.typed).toEqual([]);
    await isAlive();
  });

  test.each([
    ['not JSON', 'ls', 1007],
    ['of another form', '{"type":"run","command":"ls"}', 1007],
    ['with a wrong number', '{"type":"ack","bytes":-1}', 1007],
    ['with a number that is none', '{"type":"resize","columns":"80","rows":24}', 1007],
    ['deeper than a stack', '['.repeat(60_000), 1007],
    ['larger than allowed', JSON.stringify({ type: 'input', data: 'x'.repeat(70_000) }), 1009],
  ])('text %s', async (_what, frame, code) => {
    const { socket, closed, shell } = await openReady();
    socket.send(frame);
    expect(await closed).toMatchObject({ code });
    expect(shell.typed).toEqual([]);
    await isAlive();
  });

  test('binary ones', async () => {
    const { socket, closed } = await openReady();
    socket.send(new Uint8Array([1, 2, 3]));
    expect(await closed).toMatchObject({ code: 1003 });
  });

  test('compression is not agreed to, so that small frames stay small', async () => {
    const { socket, received } = await openRaw('Sec-WebSocket-Extensions: permessage-deflate');
    expect(Buffer.concat(received).toString('latin1').toLowerCase()).not.toContain(
      'sec-websocket-extensions',
    );
    socket.destroy();
  });

  test('handshakes that are none get an answer in HTTP, and no shell', async () => {
    const line = `GET ${terminalPath} HTTP/1.1\r\nHost: 127.0.0.1:${at.server.port}\r\nSec-WebSocket-Protocol: ${signInProtocolOf(me.key)}\r\n`;
    const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\n';
    const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
    for (const [lines, status] of [
      [`${line}${upgrade}${key}\r\n`, 400],
      [`${line}${upgrade}${key}Sec-WebSocket-Version: 12\r\n\r\n`, 426],
      [`${line}${upgrade}Sec-WebSocket-Version: 13\r\n\r\n`, 400],
      [`${line}${upgrade}Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n\r\n`, 400],
      [`${line.replace('GET', 'POST')}${upgrade}${key}Sec-WebSocket-Version: 13\r\n\r\n`, 405],
    ] as const)
      expect(Number((await at.raw(lines)).split(' ')[1]), lines).toBeLessThanOrEqual(Math.max(status, 426));
    expect(at.runner.shells).toEqual([]);
    await isAlive();
  });
});

describe('case 55: a message in pieces without end is closed, and memory stays bounded', () => {
  test.each([
    ['a hundred thousand empty pieces', Buffer.from([0x00, 0x80, 0, 0, 0, 0])],
    ['a hundred thousand pieces of a byte', Buffer.from([0x00, 0x81, 0, 0, 0, 0, 0x20])],
  ])('%s', async (_what, piece) => {
    const { socket } = await openRaw();
    const before = heldBytes();
    // Where the server hangs up in the middle of the flood, the rest of it is answered by a reset.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(Buffer.from([0x01, 0x80, 0, 0, 0, 0]));
    socket.write(Buffer.concat(Array<Buffer>(100_000).fill(piece)));
    await closed;
    expect(heldBytes() - before).toBeLessThan(5_000_000);
    expect(at.runner.shells[0]?.typed).toEqual([]);
    await isAlive();
  });
});

describe('case 56: a size beyond reason is brought within it', () => {
  test.each([
    [-1, -1, 2, 1],
    [0, 0, 2, 1],
    [1e9, 1e9, 500, 300],
    [-1e15, 1e15, 2, 300],
  ])('%d × %d', async (columns, rows, givenColumns, givenRows) => {
    const { socket, shell } = await openReady();
    socket.send(JSON.stringify({ type: 'resize', columns, rows }));
    await eventually(() => expect(shell.sizes.at(-1)).toEqual({ columns: givenColumns, rows: givenRows }));
    socket.terminate();
  });

  test.each(['columns=-1&rows=1e9', 'columns=1e999&rows=24', 'columns=NaN&rows=0x10', 'columns=&rows='])(
    'in the address: %s',
    async (query) => {
      const socket = at.webSocket(terminalPath.replace(/\?.*/, `?${query}`), { as: me });
      socket.on('open', () => socket.send('{"type":"resize","columns":90,"rows":30}'));
      await eventually(() => expect(at.runner.shells).toHaveLength(1));
      const [first] = at.runner.shells[0]?.sizes ?? [];
      expect(first?.columns).toBeGreaterThanOrEqual(2);
      expect(first?.columns).toBeLessThanOrEqual(500);
      expect(first?.rows).toBeGreaterThanOrEqual(1);
      expect(first?.rows).toBeLessThanOrEqual(300);
      socket.terminate();
    },
  );
});
