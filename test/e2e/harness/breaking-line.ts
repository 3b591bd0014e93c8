import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can go dead as a network does: nothing comes through, and neither side is told. */
export interface BreakingLine extends AsyncDisposable {
  readonly port: number;
  /** To where connections are handed on from now on. */
  leadTo(port: number): void;
  /** Connections stay, and carry nothing more; new ones are taken, and wait. */
  breakOff(): void;
  /** What waited goes on, and what comes new. Connections that broke stay as they are. */
  mend(): void;
}

export async function openBreakingLine(): Promise<BreakingLine> {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  let target = 0;
  let isBroken = false;
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((page) => {
    hold(page);
    const handOn = () => {
      const far = hold(connect(target, '127.0.0.1'));
      page.pipe(far).pipe(page);
    };
    if (isBroken) waiting.push(handOn);
    else handOn();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    leadTo: (port) => {
      target = port;
    },
    breakOff: () => {
      isBroken = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    mend: () => {
      isBroken = false;
      for (const handOn of waiting.splice(0)) handOn();
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
