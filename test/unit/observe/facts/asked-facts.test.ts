import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { askedFacts } from '../../../../src/observe/facts/asked-facts.ts';
import { parseNetwork } from '../../../../src/observe/proc/network-tables.ts';
import { makeProcess } from '../../../fixtures/observed.ts';

/** What `cat /proc/PID/net/…` said of a namespace with a veth, addresses on it and on lo, and a route to nowhere. */
const text = readFileSync(
  new URL('../../../fixtures/observe/network-namespace.txt', import.meta.url),
  'utf8',
);
const tables = new Map(
  text
    .split(/^== /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)] as const),
);
const processes = { source: 'kernel', value: [makeProcess()] } as const;
const filesOf = (files: Readonly<Record<string, string>>, cut: readonly string[] = []) =>
  new Map(Object.entries(files).map(([name, of]) => [name, { text: of, cut: cut.includes(name) }]));

describe('the tables of a network namespace', () => {
  it('tell interfaces, addresses and routes', () => {
    const { interfaces, addresses, routes } = parseNetwork((file) => tables.get(file) ?? '');
    expect(interfaces).toEqual(['lo', 'other', 'cable']);
    expect(addresses).toEqual(
      expect.arrayContaining(['10.77.0.9', '10.88.0.1', '127.0.0.1', 'fd00::9', '::1']),
    );
    expect(addresses).not.toContain('10.77.0.0');
    expect(routes).toEqual(
      expect.arrayContaining([
        { to: '0.0.0.0/0', via: '10.77.0.1', on: 'cable' },
        { to: '10.77.0.0/24', on: 'cable' },
        { to: 'fd00::/64', on: 'cable' },
      ]),
    );
    expect(routes.filter(({ to, on }) => on === 'lo' || on === '*' || /^(10\.99|ff|::\/0)/.test(to))).toEqual(
      [],
    );
  });
});

describe('facts that were asked for', () => {
  const names = { ...Object.fromEntries([...tables].map(([name, of]) => [`networks/99/${name}`, of])) };
  const tcp =
    '   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1\n';
  const files = {
    ...names,
    'networks/99/tcp': tcp,
    'views/7,8': '21 1 8:1 / / ro,relatime - ext4 /dev/sda ro\n',
    owners: '99 5\n12 1\n',
    bpf: '7 raw_tracepoint\n7 lsm\n',
    listeners: '7 8080\n8 53\n',
  };

  it('are told of each namespace and view', () => {
    const { networks, mountViews, namespaceOwners, bpfLinks } = askedFacts(
      ['namespaces', 'bpf'],
      processes,
      filesOf(files),
    );
    expect(networks).toMatchObject({
      source: 'kernel',
      value: [{ inode: 99, interfaces: ['lo', 'other', 'cable'], listening: { value: [{ port: 8080 }] } }],
    });
    expect(mountViews).toMatchObject({
      value: [{ pids: [7, 8], mounts: { value: [{ mountPoint: '/', readOnly: true }] } }],
    });
    expect(namespaceOwners).toEqual({ source: 'kernel', value: { 99: 5, 12: 1 } });
    expect(bpfLinks).toEqual({
      source: 'kernel',
      value: [
        { pid: 7, type: 'raw_tracepoint' },
        { pid: 7, type: 'lsm' },
      ],
    });
  });

  it('are told of who listens, or not seen where somebody could not be looked at', () => {
    const { listeners } = askedFacts(['sockets'], processes, filesOf(files));
    expect(listeners).toEqual({
      source: 'kernel',
      value: [
        { pid: 7, port: 8080 },
        { pid: 8, port: 53 },
      ],
    });
    const cut = askedFacts(['sockets'], processes, filesOf(files, ['listeners']));
    expect(cut.listeners).toMatchObject({ source: 'unknown', cause: 'not-seen' });
    expect(askedFacts(['sockets'], processes, filesOf(names)).listeners).toMatchObject({
      cause: 'host-lacks',
    });
  });

  it('case 276: are not there where nobody asked, and not seen where they were cut', () => {
    const none = askedFacts([], processes, filesOf(files));
    expect(Object.values(none).map((fact) => fact.source === 'unknown' && fact.cause)).toEqual(
      Array.from({ length: 5 }, () => 'not-yet'),
    );
    const cut = askedFacts(['bpf', 'namespaces'], processes, filesOf(files, ['bpf', 'views/7,8']));
    expect(cut.bpfLinks).toMatchObject({ source: 'unknown', cause: 'not-seen' });
    expect(cut.mountViews).toMatchObject({ value: [{ mounts: { source: 'unknown', cause: 'not-seen' } }] });
    const hidden = { source: 'unknown', reason: 'too many processes', cause: 'not-seen' } as const;
    expect(askedFacts(['bpf'], hidden, filesOf(files)).bpfLinks).toEqual(hidden);
  });
});
