import { Agent, type AgentOptions, type ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * An HTTP agent whose connections are byte streams from `dial` instead of sockets. Streams are kept and used
 * again, since opening one costs the start of a program at the far end.
 */
export class StreamAgent extends Agent {
  readonly #dial: () => Promise<Duplex>;

  constructor(dial: () => Promise<Duplex>, options: AgentOptions) {
    super(options);
    this.#dial = dial;
  }

  override createConnection(
    _options: unknown,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#dial().then(
      (stream) => callback?.(null, stream),
      // The type asks for a stream also where there is none; Node looks at the error alone.
      (error: unknown) =>
        callback?.(error instanceof Error ? error : new Error(String(error)), undefined as never),
    );
    return undefined;
  }

  /** Streams know neither TCP keep-alive nor `unref`. */
  override keepSocketAlive(): boolean {
    return true;
  }

  /** Node takes its listener for free sockets away here, and would count a stream that keeps them all for a leak. */
  override reuseSocket(stream: Duplex, request: ClientRequest): void {
    super.reuseSocket(Object.assign(stream, { ref: () => stream }), request);
  }
}
