/** Two lines to shells in one workbench with one tmux, at a program that draws nothing: Drydock's, and wetty's. */
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { signInProtocolOf, terminalProtocol } from '../../../src/lab/wire/terminal.ts';
import { startDrydock, whyNoLabs } from '../../e2e/harness/drydock.ts';
import { firstLab } from '../../fixtures/runner-on-engine.ts';
import { findOwnedKind } from '../../labs/proving.ts';
import { NotHere } from '../row.ts';
import { findWorkbench } from './terminal-pair.ts';
import { startWetty } from './wetty.ts';

/** A shell at the other end of a socket. */
export interface Line {
  /** From when a key is sent until the socket has what the shell echoed: milliseconds. */
  echo(key: string): Promise<number>;
}

export interface LinePair extends AsyncDisposable {
  readonly ours: Line;
  /** wetty's, or why it is not there. */
  readonly peer: Line | string;
}

const [columns, rows] = [100, 30];
const echoMs = 20_000;
/** Keys are wiped before a line of them is full. */
const keysALine = 40;

/** A lab that runs, a shell of it over the server, and one in the same workbench over wetty. */
export async function openLines(signal: AbortSignal): Promise<LinePair> {
  const why = whyNoLabs();
  if (why !== undefined) throw new NotHere(why);
  if ((await findOwnedKind()) !== 'embedded')
    throw new NotHere('labs run in a seat of another engine here, whose workbench wetty does not reach');
  await using made = new AsyncDisposableStack();
  const drydock = made.use(await startDrydock());
  await drydock.command('lab', 'start', firstLab);
  const ours = made.use(await openOurs(drydock.url, await drydock.mintLoginUrl()));
  let peer: LinePair['peer'];
  try {
    const wetty = made.use(await startWetty(await findWorkbench(drydock), signal));
    peer = made.use(await openWettyLine(wetty.url));
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    peer = error.message;
  }
  const all = made.move();
  return { ours, peer, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

async function openOurs(url: string, link: string): Promise<Line & AsyncDisposable> {
  const token = new URL(link).hash.slice(1);
  const body = JSON.stringify({ token });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/sign-in`, { method: 'POST', headers, body });
  const { key } = z.object({ key: z.string() }).parse(await answer.json());
  const path = `/api/labs/${firstLab}/terminals/main?columns=${columns}&rows=${rows}`;
  const socket = new WebSocket(
    `${url.replace(/^http/, 'ws')}${path}`,
    [terminalProtocol, signInProtocolOf(key)],
    { perMessageDeflate: false, origin: url },
  );
  return openLine(socket, {
    textOf: (data, isBinary) => (isBinary ? data : ''),
    type: (data) => JSON.stringify({ type: 'input', data }),
  });
}

/** wetty speaks Socket.IO 5 over Engine.IO 4: `0` opened, `2` ping, `3` pong, `40` connect, `42` an event as JSON. */
async function openWettyLine(url: string): Promise<Line & AsyncDisposable> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
  });
  const emit = (...event: readonly unknown[]) => `42${JSON.stringify(event)}`;
  return openLine(socket, {
    textOf(data) {
      if (data.startsWith('0')) socket.send('40');
      if (data === '2') socket.send('3');
      if (data.startsWith('40')) socket.send(emit('resize', { cols: columns, rows }));
      if (!data.startsWith('42')) return '';
      const [name, text] = z
        .tuple([z.string(), z.string()])
        .catch(['', ''])
        .parse(JSON.parse(data.slice(2)));
      return name === 'data' ? text : '';
    },
    type: (text) => emit('input', text),
  });
}

interface Speech {
  /** What of a message the shell printed. */
  readonly textOf: (data: string, isBinary: boolean) => string;
  /** The message that types a text. */
  readonly type: (text: string) => string;
}

/** Resolves once a prompt was printed. */
async function openLine(socket: WebSocket, { textOf, type }: Speech): Promise<Line & AsyncDisposable> {
  let heard: (text: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  socket.on('message', (data, isBinary) => heard(textOf(String(data), isBinary)));
  socket.on('close', () => fail(new Error('the line was closed')));
  socket.on('error', (error) => fail(error));
  /** Resolves with the time at which all that was printed since passes a test. */
  const until = (isIt: (printed: string) => boolean): Promise<number> => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const timer = setTimeout(() => reject(new Error(`nothing within ${echoMs} ms`)), echoMs);
    let printed = '';
    fail = reject;
    heard = (text) => {
      const now = performance.now();
      printed += text;
      if (isIt(printed)) resolve(now);
    };
    return promise.finally(() => clearTimeout(timer));
  };
  const isPrompt = (printed: string) => /[$#] $/.test(stripVTControlCharacters(printed));
  await until(isPrompt);
  let typed = 0;
  return {
    async echo(key) {
      if (typed % keysALine === 0) {
        const wiped = until((printed) => printed !== '');
        // Ctrl-U, and a space so that there is something to be told of.
        socket.send(type('\x15 '));
        await wiped;
      }
      typed += 1;
      const echoed = until((printed) => printed.includes(key));
      const since = performance.now();
      socket.send(type(key));
      return (await echoed) - since;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
