import type { Socket } from 'node:net';

/**
 * Which connection each TLS is spoken on. Node gives requests the TLS alone: both have the same ends, which no other
 * connection has as long as this one is there.
 */
export class ConnectionsOfTls {
  readonly #byEnds = new Map<string, Socket>();
  readonly #byTls = new WeakMap<Socket, Socket>();

  enter(connection: Socket): void {
    const ends = endsOf(connection);
    this.#byEnds.set(ends, connection);
    connection.once('close', () => {
      if (this.#byEnds.get(ends) === connection) this.#byEnds.delete(ends);
    });
  }

  /** The handshake has ended. */
  secure(tls: Socket): void {
    const connection = this.#byEnds.get(endsOf(tls));
    if (connection !== undefined) this.#byTls.set(tls, connection);
  }

  find(tls: Socket): Socket | undefined {
    return this.#byTls.get(tls);
  }
}

const endsOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket) =>
  [remoteAddress, remotePort, localAddress, localPort].join(' ');
