import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seatTwo, skip, type TwoSeats } from './two-seats.ts';

/** `open` for each address that takes a connection. */
const scan = `for one; do timeout 2 bash -c "exec 3<>/dev/tcp/\${one%:*}/\${one#*:}" 2> /dev/null && echo "$one"; done; exit 0`;

const listen =
  'use Socket; socket(my $s, PF_INET, SOCK_STREAM, 0); bind($s, sockaddr_in(9000, INADDR_ANY)) && listen($s, 9); <STDIN>';

/** Why nothing can be placed beside the engine here. */
const noNamespaces =
  process.getuid?.() === 0 && spawnSync('iptables', ['-S', 'DOCKER-USER']).status === 0
    ? undefined
    : 'needs root on the machine of the engine, and its iptables';

/** Something that listens beyond this machine at an address that is not public: a namespace at the other end of a veth pair. */
async function standAtPrivateAddress(): Promise<Disposable & { readonly address: string }> {
  const name = `ddt${process.pid}`;
  const run = (...argv: readonly string[]) => execFileSync(argv[0] ?? '', argv.slice(1), { stdio: 'pipe' });
  const peer = spawn('unshare', ['-n', 'perl', '-e', `$| = 1; print "here"; ${listen}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(peer.stdout, 'data');
  const inside = ['nsenter', '-t', String(peer.pid), '-n'];
  run('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth9', 'netns', String(peer.pid));
  run('ip', 'address', 'add', '198.18.77.1/30', 'dev', name);
  run('ip', 'link', 'set', name, 'up');
  run(...inside, 'ip', 'address', 'add', '198.18.77.2/30', 'dev', 'eth9');
  run(...inside, 'ip', 'link', 'set', 'eth9', 'up');
  return { address: '198.18.77.2:9000', [Symbol.dispose]: () => void peer.stdin.end() };
}

/** Takes Docker's jump to the rules of users away, every one of them, and puts one back. */
function withoutDockerUser(): Disposable {
  const jump = (op: '-D' | '-I') =>
    spawnSync('iptables', ['-w', op, 'FORWARD', '-j', 'DOCKER-USER']).status === 0;
  while (jump('-D'));
  return { [Symbol.dispose]: () => void jump('-I') };
}

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

  it.skipIf(noNamespaces !== undefined)(
    'keeps a seat from private addresses while Docker puts its own rules anew',
    async () => {
      // Engine 26.1 takes the jump to DOCKER-USER away for a moment with each network that it makes.
      using away = await standAtPrivateAddress();
      expect(await look(open.a, [away.address])).toBe(`${away.address}\n`);
      expect(await look(two.a, [away.address])).toBe('');
      using _moment = withoutDockerUser();
      expect(await look(two.a, [away.address])).toBe('');
    },
  );

  it('reaches the server’s machine from an open seat, so that the scan would have found it', async () => {
    const gateway = await gatewayOf(open.a);
    expect(await look(open.a, [`${gateway}:${port}`])).toBe(`${gateway}:${port}\n`);
  });
});
