import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seatTwo, skip, type TwoSeats } from './two-seats.ts';

/** `open` for each address that takes a connection. */
const scan = `for one; do timeout 2 bash -c "exec 3<>/dev/tcp/\${one%:*}/\${one#*:}" 2> /dev/null && echo "$one"; done; exit 0`;

const listen =
  'use Socket; socket(my $s, PF_INET, SOCK_STREAM, 0); bind($s, sockaddr_in(9000, INADDR_ANY)) && listen($s, 9); <STDIN>';

describe.skipIf(skip !== undefined)(`networks of seats${skip ? ` (skipped: ${skip})` : ''}`, () => {
  let two: TwoSeats;
  let open: TwoSeats;
  let server: Server;
  let port = 0;
  beforeAll(async () => {
    // The server as it would be if it listened on every address, told apart by nothing but the way to it.
    server = createServer((socket) => socket.end()).listen(0, '0.0.0.0');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
    two = await seatTwo('rootless', { audience: 'many', network: 'public', limits: { diskBytes: null } });
    open = await seatTwo('rootless', { network: 'open' });
  });
  afterAll(async () => {
    await two?.[Symbol.asyncDispose]();
    await open?.[Symbol.asyncDispose]();
    server?.close();
  });

  const look = async (from: TwoSeats['a'], targets: readonly string[]) =>
    (await from.bench.run(['bash', '-c', scan, 'scan', ...targets], { timeoutMs: 120_000 })).stdout;
  const addressOf = async ({ bench }: TwoSeats['a']) =>
    / inet ([\d.]+)/.exec((await bench.run(['ip', '-4', '-o', 'addr', 'show', 'eth0'])).stdout)?.[1] ?? '';
  const gatewayOf = async ({ bench }: TwoSeats['a']) =>
    / via ([\d.]+)/.exec((await bench.run(['ip', 'route', 'show', 'default'])).stdout)?.[1] ?? '';
  const hostAddresses = () =>
    Object.values(networkInterfaces()).flatMap((all) =>
      (all ?? [])
        .filter(({ family, internal }) => family === 'IPv4' && !internal)
        .map(({ address }) => address),
    );

  it('case 86 (rootless): a seat reaches no other seat, not the server, no metadata and no private address', async () => {
    // On the neighbour's own address, outside of the network that its engine has inside.
    await using _listening = await two.outer.exec(two.b.bench.container, {
      argv: ['perl', '-e', listen],
      stdin: true,
    });
    const neighbour = await addressOf(two.b);
    const gateway = await gatewayOf(two.a);
    expect(neighbour).toMatch(/^10\.118\./);
    const host = [gateway, ...hostAddresses()].map((address) => `${address}:${port}`);
    const targets = [
      `${neighbour}:9000`,
      `${neighbour}:2375`,
      ...host,
      '169.254.169.254:80',
      '10.0.0.1:80',
      '192.168.0.1:80',
    ];
    expect(await look(two.a, targets)).toBe('');
  });

  it('reaches the server’s machine from an open seat, so that the scan would have found it', async () => {
    const gateway = await gatewayOf(open.a);
    expect(await look(open.a, [`${gateway}:${port}`])).toBe(`${gateway}:${port}\n`);
  });
});
