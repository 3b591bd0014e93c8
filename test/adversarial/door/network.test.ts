/** Who reaches the port at all: other machines, and containers of this one. */

import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Seat, Workbench } from '../../../src/lab/ports/seat.ts';
import type { SeatProvider } from '../../../src/seats/seat-provider.ts';
import { makeDoor } from '../../../src/server/door.ts';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { ownedSeats } from '../../contract/owned-seats.ts';
import { makeTestImage, testImage } from '../../contract/test-image.ts';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

/** An address of this machine that is not loopback: the kernel sends what goes there by loopback, with it as sender. */
const lan = Object.values(networkInterfaces())
  .flat()
  .find((each) => each !== undefined && !each.internal && isIPv4(each.address))?.address;

/** What a request to an address gets: its first line, or the code of what went wrong. */
async function ask(host: string, port: number, name: string): Promise<string> {
  const socket = connect({ host, port, ...(host === lan ? { localAddress: lan } : {}) });
  const answer = Promise.withResolvers<string>();
  socket.once('error', (error) => answer.resolve('code' in error ? String(error.code) : error.message));
  socket.once('data', (data) => answer.resolve(data.toString().split('\r\n')[0] ?? ''));
  socket.write(`GET /api/labs HTTP/1.1\r\nHost: ${name}:${port}\r\n\r\n`);
  const line = await answer.promise;
  socket.destroy();
  return line;
}

describe('case 48: over the network nobody is answered while we answer loopback', () => {
  test.skipIf(lan === undefined)('nothing listens there', async () => {
    await using at = await startServerAtWork();
    expect(await ask(lan ?? '', at.server.port, lan ?? '')).toBe('ECONNREFUSED');
    expect(await ask('127.0.0.1', at.server.port, '127.0.0.1')).toBe('HTTP/1.1 401 Unauthorized');
    await using byName = await startServerAtWork({ host: 'localhost' });
    expect(await ask(lan ?? '', byName.server.port, lan ?? '')).toBe('ECONNREFUSED');
  });

  test.skipIf(lan === undefined)(
    'whoever gets through all the same is refused for where they come from',
    async () => {
      const door = { current: makeDoor({ port: 0, names: [], loopbackOnly: true }) };
      const server = createServer((request, response) => {
        const refused = door.current.refuse(request);
        response.writeHead(refused === undefined ? 200 : 403, { connection: 'close' }).end(refused?.message);
      });
      server.listen(0, '0.0.0.0');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      door.current = makeDoor({ port, names: ['127.0.0.1', 'localhost', lan ?? ''], loopbackOnly: true });
      expect(await ask(lan ?? '', port, '127.0.0.1')).toBe('HTTP/1.1 403 Forbidden');
      expect(await ask(lan ?? '', port, lan ?? '')).toBe('HTTP/1.1 403 Forbidden');
      expect(await ask('127.0.0.1', port, '127.0.0.1')).toBe('HTTP/1.1 200 OK');
      server.close();
    },
  );

  test.skipIf(lan === undefined)(
    'where we are told to answer others, only by names that are ours, and with a login',
    async () => {
      await using at = await startServerAtWork({ host: '0.0.0.0' });
      const { port } = at.server;
      expect(await ask(lan ?? '', port, lan ?? '')).toBe('HTTP/1.1 401 Unauthorized');
      expect(await ask(lan ?? '', port, 'evil.test')).toBe('HTTP/1.1 403 Forbidden');
      expect(await ask(lan ?? '', port, `${lan}.nip.io`)).toBe('HTTP/1.1 403 Forbidden');
    },
  );
});

const skip = await whyNoEmbedded();

describe.skipIf(skip !== undefined)(
  `case 49: a container that calls its host${skip ? ` (${skip})` : ''}`,
  () => {
    const folder = makeTemporaryFolder();
    const id = `door-${process.pid}`;
    let provider: SeatProvider;
    let seat: Seat;
    let bench: Workbench;
    let loopback: ServerAtWork;
    let open: ServerAtWork;
    let gateway: string;

    beforeAll(async () => {
      const workspaceDir = join(folder.path, 'workspaces', 'one');
      mkdirSync(workspaceDir, { recursive: true });
      provider = ownedSeats.embedded(folder.path, id);
      seat = await provider.open('seat-1');
      bench = await seat.openWorkbench({ runId: `${id}-run`, project: `drydock-${id}`, workspaceDir });
      await makeTestImage(bench);
      const inspect = [
        'docker',
        'network',
        'inspect',
        'bridge',
        '--format',
        '{{(index .IPAM.Config 0).Gateway}}',
      ];
      gateway = (await bench.run(inspect)).stdout.trim();
      loopback = await startServerAtWork();
      open = await startServerAtWork({ host: '0.0.0.0' });
    });
    afterAll(async () => {
      await loopback?.[Symbol.asyncDispose]();
      await open?.[Symbol.asyncDispose]();
      await bench?.remove();
      await seat?.[Symbol.asyncDispose]();
      await provider?.clean();
      await provider?.[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    });

    /** The first line of the answer, or why there was none. */
    async function call(network: string, address: string, port: number, name: string): Promise<string> {
      const code = `use Socket; socket(my $s, PF_INET, SOCK_STREAM, 0); alarm 10; connect($s, sockaddr_in(${port}, inet_aton("${address}"))) or do { print "none: $!"; exit }; send($s, "GET /api/labs HTTP/1.1\\r\\nHost: ${name}:${port}\\r\\nConnection: close\\r\\n\\r\\n", 0); print scalar <$s>`;
      const argv = ['docker', 'run', '--rm', '--network', network, testImage, 'perl', '-e', code];
      return (await bench.run(argv, { timeoutMs: 30_000 })).stdout.trim();
    }

    test('from a bridge it finds nobody: loopback is the host’s own', async () => {
      expect(await call('bridge', gateway, loopback.server.port, '127.0.0.1')).toMatch(/^none: /);
    });

    test('in the network of the host it finds us, and has no login', async () => {
      expect(await call('host', '127.0.0.1', loopback.server.port, '127.0.0.1')).toBe(
        'HTTP/1.1 401 Unauthorized',
      );
      expect(await call('host', '127.0.0.1', loopback.server.port, 'evil.test')).toBe(
        'HTTP/1.1 403 Forbidden',
      );
    });

    test('from a bridge, where we answer the network: the same', async () => {
      expect(await call('bridge', gateway, open.server.port, gateway)).toBe('HTTP/1.1 401 Unauthorized');
      expect(await call('bridge', gateway, open.server.port, 'host.docker.internal')).toBe(
        'HTTP/1.1 403 Forbidden',
      );
    });
  },
);
