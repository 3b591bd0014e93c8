import type { Server } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import { DrydockError } from '../lab/errors.ts';

/** Listens, and says in the reader's words why that cannot be. Resolves with the port. */
export async function listenOnPort(server: Server, host: string, port: number): Promise<number> {
  try {
    await listen(server, { host, port, exclusive: true });
  } catch (error) {
    throw describe(error, host, port);
  }
  return (server.address() as AddressInfo).port;
}

export function listen(server: Server, where: ListenOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(where, () => {
    server.off('error', reject);
    resolve();
  });
  return promise;
}

function describe(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const other = `\`npm start -- --port ${port < 65_535 ? port + 1 : 4321}\``;
  switch (code) {
    case 'EADDRINUSE':
      return new DrydockError('port-taken', {
        message: `Port ${port} on ${host} is taken by another program.`,
        fix: `Use another one: ${other}.`,
        cause: error,
      });
    case 'EACCES':
      return new DrydockError('bad-usage', {
        message: `This user may not listen on port ${port}.`,
        fix: 'Use a port from 1024 on: `npm start -- --port 4321`.',
        cause: error,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new DrydockError('bad-usage', {
        message: `${host} is not an address of this machine.`,
        fix: 'Name one that is: `npm start -- --host 127.0.0.1`.',
        cause: error,
      });
    default:
      return error;
  }
}
