/** Facts of a container that are looked at only where somebody asks for them, by what the probe told. */
import type { AskedFact } from '../../lab/observation/asked-facts.ts';
import type { Fact, UnknownCause } from '../../lab/observation/fact.ts';
import type {
  AskedOfContainer,
  BpfLink,
  Listener,
  MountView,
  NetworkNamespace,
  ObservedProcess,
} from '../../lab/observation/observation.ts';
import type { ProbedFiles } from '../probe/probe-answer.ts';
import { listeningIn } from '../proc/listening-sockets.ts';
import { parseMountinfo } from '../proc/mountinfo.ts';
import { parseNetwork } from '../proc/network-tables.ts';
import { unknown } from '../unknown.ts';

/** All of them unknown, for one reason. */
export function unknownAsked(reason: string, cause?: UnknownCause): AskedOfContainer {
  const fact = unknown(reason, cause);
  return { networks: fact, mountViews: fact, namespaceOwners: fact, bpfLinks: fact, listeners: fact };
}

const notAsked = unknown('it was not asked for', 'not-yet');

/** What was asked for, of processes that were seen. */
export function askedFacts(
  asked: readonly AskedFact[],
  processes: Fact<readonly ObservedProcess[]>,
  files: ProbedFiles,
): AskedOfContainer {
  const places = asked.includes('namespaces');
  const seen = <T>(isAsked: boolean, read: () => Fact<T>): Fact<T> =>
    !isAsked ? notAsked : processes.source === 'unknown' ? processes : read();
  return {
    networks: seen(places, () => ({ source: 'kernel', value: networksOf(files) })),
    mountViews: seen(places, () => ({ source: 'kernel', value: viewsOf(files) })),
    namespaceOwners: seen(places, () => ownersOf(files)),
    bpfLinks: seen(asked.includes('bpf'), () => bpfOf(files)),
    listeners: seen(asked.includes('sockets'), () => listenersOf(files)),
  };
}

function networksOf(files: ProbedFiles): readonly NetworkNamespace[] {
  const inodes = [...files.keys()].flatMap((name) => /^networks\/(\d+)\/dev$/.exec(name)?.[1] ?? []);
  return inodes.map((inode) => {
    const text = (name: string) => files.get(`networks/${inode}/${name}`)?.text ?? '';
    return {
      inode: Number(inode),
      ...parseNetwork(text),
      listening: listeningIn((protocol) => files.get(`networks/${inode}/${protocol}`)),
    };
  });
}

function viewsOf(files: ProbedFiles): readonly MountView[] {
  return [...files].flatMap(([name, file]) => {
    const [, pids] = /^views\/([\d,]+)$/.exec(name) ?? [];
    if (pids === undefined) return [];
    const mounts: MountView['mounts'] = file.cut
      ? unknown('it has more mounts than are looked at; with fewer each can be seen')
      : { source: 'kernel', value: parseMountinfo(file.text) };
    return [{ pids: pids.split(',').map(Number), mounts }];
  });
}

function ownersOf(files: ProbedFiles): AskedOfContainer['namespaceOwners'] {
  const text = files.get('owners')?.text ?? '';
  if (text === '') return unknown('the kernel does not tell who owns namespaces here', 'host-lacks');
  const lines = [...text.matchAll(/^(\d+) (\d+)$/gm)];
  return {
    source: 'kernel',
    value: Object.fromEntries(lines.map(([, namespace = '', owner]) => [namespace, Number(owner)])),
  };
}

function bpfOf(files: ProbedFiles): AskedOfContainer['bpfLinks'] {
  const file = files.get('bpf');
  if (!file) return unknown('what its processes hold open could not be looked at');
  if (file.cut) return unknown('its processes hold more open than is looked at; with less each can be seen');
  const lines = [...file.text.matchAll(/^(\d+) (\w+)$/gm)];
  return {
    source: 'kernel',
    value: lines.map(([, pid, type = '']): BpfLink => ({ pid: Number(pid), type })),
  };
}

function listenersOf(files: ProbedFiles): Fact<readonly Listener[]> {
  const file = files.get('listeners');
  if (!file) return unknown('the kernel does not tell who holds a socket (5.14 and later do)', 'host-lacks');
  if (file.cut)
    return unknown('its processes hold more open than could be looked at; with less each can be seen');
  const lines = [...file.text.matchAll(/^(\d+) (\d+)$/gm)];
  return {
    source: 'kernel',
    value: lines.map(([, pid, port]): Listener => ({ pid: Number(pid), port: Number(port) })),
  };
}
