import { ports } from '../../lab/matchers/life.ts';
import { listWords } from '../../lab/matchers/matcher.ts';
import { apart } from '../../lab/matchers/namespaces.ts';
import type { PublishedPort } from '../../lab/observation/container.ts';
import type { Rule } from '../rule.ts';

/** Compose's short form, on the loopback address. */
const onLoopback = ({ hostPort, containerPort, protocol }: PublishedPort): string =>
  `127.0.0.1:${hostPort}:${containerPort}${protocol === 'tcp' ? '' : `/${protocol}`}`;

const noOtherWay = 'networks without a way out, where a proxy is named';

export const sharingRules: readonly Rule[] = [
  {
    id: 'host-pid',
    title: 'has a pid namespace apart from the host',
    severity: 'high',
    chapter: 'namespaces',
    anchor: 'who-shares-what',
    why: 'It sees every process of the host and may signal those of its own user; as root with ptrace it may enter them.',
    look: { expect: apart('pid').from('host'), processes: 'init' },
    mend: { notes: ['remove “pid: host”; “pid: service:NAME” shares with one service alone'] },
  },
  {
    id: 'host-network',
    title: 'has a network apart from the host',
    severity: 'high',
    chapter: 'namespaces',
    anchor: 'who-shares-what',
    why: 'It reaches what listens on the host’s loopback address and abstract sockets, and opens ports on every address by itself.',
    look: { expect: apart('net').from('host'), processes: 'init' },
    mend: (container) => ({
      notes: [
        'remove “network_mode: host”, and publish the ports that it needs',
        ...(container.declared.networkMode === 'host'
          ? []
          : ['it shares the network of a container that does']),
      ],
    }),
  },
  {
    id: 'host-ipc',
    title: 'has shared memory apart from the host',
    severity: 'medium',
    chapter: 'namespaces',
    anchor: 'who-shares-what',
    why: 'System V shared memory and POSIX queues of the host’s programs are in its reach.',
    look: { expect: apart('ipc').from('host'), processes: 'init' },
    mend: { notes: ['remove “ipc: host”; “ipc: service:NAME” shares with one service alone'] },
  },
  {
    id: 'host-uts',
    title: 'has a host name of its own',
    severity: 'low',
    chapter: 'namespaces',
    anchor: 'who-shares-what',
    why: 'With CAP_SYS_ADMIN it could rename the host, and without it still knows what it is called.',
    look: { expect: apart('uts').from('host'), processes: 'init' },
    mend: { notes: ['remove “uts: host”'] },
  },
  {
    id: 'host-user-namespace',
    title: 'has a user namespace apart from the host',
    severity: 'info',
    chapter: 'capabilities',
    anchor: 'user-namespaces',
    why: 'Docker makes none unless its daemon is told to. User ids of the container are the host’s, so root is root.',
    look: { expect: apart('user').from('host'), processes: 'init' },
    mend: {
      notes: [
        'this is set for the whole engine: “userns-remap” of dockerd, or rootless Docker; no line of compose does it',
      ],
    },
  },
  {
    id: 'userns-host',
    title: 'was not taken out of the engine’s user namespaces',
    severity: 'medium',
    chapter: 'namespaces',
    anchor: 'root-inside-nobody-outside',
    why: 'Where the daemon maps users, “userns_mode: host” makes root of this container root of the host again.',
    look: {
      judge: ({ declared }) => ({
        ok: declared.usernsMode !== 'host',
        observed: declared.usernsMode === 'host' ? 'has “userns_mode: host”' : 'is mapped as the daemon says',
        expected: 'no “userns_mode”',
      }),
    },
    mend: {
      notes: ['remove “userns_mode: host”; files that it shares with the host may need another owner'],
    },
  },
  {
    id: 'shared-pid',
    title: 'has processes that no other container sees',
    severity: 'low',
    chapter: 'namespaces',
    anchor: 'who-shares-what',
    why: 'Who shares a pid namespace reads command lines and, as the same user, environments and memory, and may end what runs there.',
    look: {
      judge({ declared }) {
        const isShared = declared.pidMode.startsWith('container:');
        return {
          ok: !isShared,
          observed: isShared ? 'is in the pid namespace of another container' : 'has its own',
          expected: 'a pid namespace of its own',
        };
      },
    },
    mend: { notes: ['remove “pid: service:NAME”, and let the two speak over a socket'] },
  },
  {
    id: 'shared-ipc',
    title: 'has shared memory that no other container sees',
    severity: 'low',
    chapter: 'namespaces',
    anchor: 'who-shares-what',
    why: 'Shared memory and message queues of the one are read and written by the other.',
    look: {
      judge({ declared }) {
        const isShared = declared.ipcMode.startsWith('container:');
        return {
          ok: !isShared,
          observed: isShared ? 'has that of another container' : 'has its own',
          expected: 'shared memory of its own',
        };
      },
    },
    mend: { notes: ['remove “ipc”, where neither service needs it'] },
  },
  {
    id: 'published-everywhere',
    title: 'publishes ports on the loopback address alone',
    severity: 'medium',
    chapter: 'stack',
    anchor: 'ports-on-loopback',
    why: 'A port without an address is open on every address of the host, and Docker’s own firewall rules come before most others.',
    look: { expect: ports.loopbackOnly() },
    mend: ({ declared }) => ({
      set: { ports: [...new Set(declared.ports.map(onLoopback))] },
      notes: ['a service that is meant for everybody stays as it is: accept it with the reason'],
    }),
  },
  {
    id: 'proxy-by-variable',
    title: 'has no way out past its proxy',
    severity: 'low',
    chapter: 'stack',
    anchor: 'who-meets-whom',
    why: 'HTTP_PROXY is a request that a program may ignore. What holds it is a network without another way out.',
    look: {
      judge({ declared }) {
        const asks = declared.env.some((entry) => /^(https?|all)_proxy=./i.test(entry));
        const ways = declared.networks.filter(({ internal }) => internal === false).map(({ name }) => name);
        if (!asks) return { ok: true, observed: 'is told of no proxy', expected: noOtherWay };
        if (declared.networks.some(({ internal }) => internal === undefined))
          return {
            unknown: {
              reason: 'the Engine was not asked whether its networks are internal',
              cause: 'not-seen',
            },
          };
        return {
          ok: ways.length === 0,
          observed:
            ways.length === 0
              ? 'is told of a proxy, and has no other way'
              : `is told of a proxy, and has a way out by ${listWords(ways)}`,
          expected: noOtherWay,
        };
      },
    },
    mend: {
      notes: [
        '“internal: true” for its networks, and the proxy as a service on one of them and on one with a way out',
      ],
    },
  },
];
