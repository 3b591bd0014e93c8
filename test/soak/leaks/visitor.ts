/** What a browser that is signed in asks of a server, over connections of its own that it lets go of at once. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { signInProtocolOf, terminalProtocol } from '../../../src/lab/wire/terminal.ts';
import { firstLab } from '../../fixtures/runner-on-engine.ts';
import type { ServedHome } from '../served-home.ts';

const at = `/api/labs/${firstLab}`;
const answerMs = 60_000;

/** What the page of a chapter with a lab asks for when it is opened, but for its own files. */
const asked = ['/api/health', '/api/sign-in', '/api/labs', '/api/progress', '/api/host', at, `${at}/status`];
const opened = [`${at}/files`, `${at}/file?path=compose.yaml`];

export class Visitor {
  readonly #url: URL;
  readonly #key: string;

  private constructor(url: URL, key: string) {
    this.#url = url;
    this.#key = key;
  }

  static async signIn(server: ServedHome): Promise<Visitor> {
    const { body } = await server.ask('POST', '/api/logins', {});
    const link = new URL(z.object({ url: z.string() }).parse(body).url);
    const visitor = new Visitor(link, '');
    const { key } = z
      .object({ key: z.string() })
      .parse(JSON.parse(await visitor.#take('POST', '/api/sign-in', { token: link.hash.slice(1) })));
    return new Visitor(link, key);
  }

  /** Presses Check: a look with every probe. */
  async check(): Promise<void> {
    await this.#take('POST', `${at}/check`);
  }

  /** Looks at the lab as the command line does. */
  async status(): Promise<void> {
    await this.#take('GET', `${at}/status`);
  }

  /** Opens a chapter with all of its files, its lab and its workspace, waits for what they show, and leaves. */
  async visit(): Promise<void> {
    const page = await this.#take('GET', '/start/', undefined, [200, 503]);
    const files = [
      ...new Set([...page.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, path]) => path)),
    ];
    for (const path of files) {
      const { pathname } = new URL(path ?? '', new URL('/start/', this.#url));
      await this.#take('GET', pathname);
      await this.#take('HEAD', pathname);
    }
    await Promise.all(asked.map((path) => this.#take('GET', path)));
    await this.#take('HEAD', `${at}/events`);
    await this.followUntil('observation');
    await Promise.all(opened.map((path) => this.#take('GET', path)));
  }

  /** Opens a shell, types into it, detaches, comes back to it and closes it. */
  async useShell(name: string): Promise<void> {
    await this.#attach(name, (socket) => socket.send(JSON.stringify({ type: 'input', data: 'echo o"k"\n' })));
    await this.#attach(name);
    await this.#take('DELETE', `${at}/terminals/${name}`, undefined, [204]);
  }

  /** Hears what happens in the lab until that does. */
  async followUntil(event: 'observation' | 'files'): Promise<void> {
    const answer = await this.#ask('GET', `${at}/events`);
    try {
      for await (const line of createInterface({ input: answer })) if (line === `event: ${event}`) return;
      throw new Error(`the stream of events ended before ${event} came`);
    } finally {
      answer.destroy();
    }
  }

  /** Until the shell has shown something, and what was typed where something was. */
  async #attach(name: string, type?: (socket: WebSocket) => void): Promise<void> {
    const { host } = this.#url;
    const protocols = [terminalProtocol, signInProtocolOf(this.#key)];
    const socket = new WebSocket(`ws://${host}${at}/terminals/${name}?columns=80&rows=24`, protocols, {
      perMessageDeflate: false,
      origin: this.#url.origin,
    });
    const closed = once(socket, 'close');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`the shell ${name} shows nothing`)), answerMs);
    let shown = '';
    socket.on('error', reject);
    socket.on('message', (data, isBinary) => {
      if (!isBinary) return;
      if (shown === '') type?.(socket);
      shown += data.toString();
      if (type === undefined || shown.includes('ok')) resolve();
    });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      socket.close();
      await closed;
    }
  }

  /** The text of an answer that has to be one of these. */
  async #take(
    method: string,
    path: string,
    body?: unknown,
    statuses: readonly number[] = [200],
  ): Promise<string> {
    const answer = await this.#ask(method, path, body);
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    if (statuses.includes(answer.statusCode ?? 0)) return text;
    throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 1_000)}`);
  }

  async #ask(method: string, path: string, body?: unknown): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const { hostname, port } = this.#url;
    const headers = {
      ...(this.#key === '' ? {} : { authorization: `Bearer ${this.#key}` }),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const signal = AbortSignal.timeout(answerMs);
    request({ hostname, port, method, path, headers, agent: false, signal }, resolve)
      .on('error', reject)
      .end(payload);
    return promise;
  }
}
