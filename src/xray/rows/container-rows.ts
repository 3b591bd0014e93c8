import { isGivenMount } from '../../lab/checks/given-mounts.ts';
import { formatBytes, formatMemory } from '../../lab/general/units.ts';
import type { InspectedContainer } from '../../lab/observation/container.ts';
import type { Fact } from '../../lab/observation/fact.ts';
import type { SyscallFilter } from '../../lab/observation/filters.ts';
import type {
  LimitEffects,
  ListeningSocket,
  NetworkNamespace,
  ObservedContainer,
  ObservedLimits,
  ObservedMount,
} from '../../lab/observation/observation.ts';
import { countOf } from '../model/fact.ts';
import type { FactRow } from './fact-row.ts';
import { line, rowOf } from './fact-row.ts';

/** What a container may use and reach: file system, limits, network, image. */
export function containerRows(prefix: string, container: ObservedContainer): readonly FactRow[] {
  const { declared, image } = container;
  return [
    rowOf(`${prefix}/system-calls`, 'System calls let through', container.syscalls, filterLines),
    rowOf(`${prefix}/root`, 'Root file system', container.rootReadOnly, (readOnly) => [
      line(readOnly ? 'read-only' : 'writable'),
    ]),
    rowOf(`${prefix}/mounts`, 'Mounts of its own', container.mounts, mountLines),
    ...limitRows(prefix, container.limits),
    ...effectRows(prefix, container.limitEffects),
    rowOf(`${prefix}/listening`, 'Listens on', container.listening, (sockets) =>
      ownSockets(sockets).length === 0
        ? [line('nothing')]
        : ownSockets(sockets).map((one) => line(`${one.protocol} ${addressText(one.address)}:${one.port}`)),
    ),
    ...askedRows(prefix, container),
    saidRow(`${prefix}/published`, 'Published on the host', publishedText(declared)),
    saidRow(`${prefix}/networks`, 'Networks', networkText(declared)),
    image === undefined
      ? unknownRow(`${prefix}/image`, 'Image', 'The Engine no longer has the image.')
      : saidRow(`${prefix}/image`, 'Image', [
          `${formatBytes(image.sizeBytes)}, ${image.layers.length} ${image.layers.length === 1 ? 'layer' : 'layers'}`,
        ]),
    rowOf(`${prefix}/image-content`, 'In the image', container.imageFacts, (facts) => [
      line(
        `${countOf(facts.packages.installed.length, 'package')} (${facts.packages.manager}), ${countOf(facts.files, 'file')}`,
      ),
      line(countOf(facts.setuid.length, 'set-user-ID program'), facts.setuid),
      line(countOf(facts.shells.length, 'shell'), facts.shells),
      line(facts.libc === 'none' ? 'no C library' : facts.libc),
      ...(facts.unpackedBytes === undefined
        ? []
        : [line(`${formatBytes(facts.unpackedBytes)} in its layers, unpacked`)]),
      ...(facts.attestations === undefined
        ? []
        : [
            line(
              countOf(facts.attestations.length, 'kind of statement', 'kinds of statements'),
              facts.attestations,
            ),
          ]),
      ...(facts.listed === undefined || facts.listed.length === 0
        ? []
        : [line(`${countOf(facts.listed.length, 'package')} in statements about it`)]),
    ]),
  ];
}

/** Without those of the resolver that Docker puts into every network of a project. */
export function ownSockets(sockets: readonly ListeningSocket[]): readonly ListeningSocket[] {
  return sockets.filter(({ address }) => address !== '127.0.0.11');
}

function saidRow(key: string, label: string, texts: readonly string[]): FactRow {
  return { key, label, lines: texts.map((text) => line(text)), source: 'declared' };
}

function unknownRow(key: string, label: string, reason: string): FactRow {
  return { key, label, lines: [], source: 'unknown', reason };
}

function filterLines({ filtering, known, closed, conditional }: SyscallFilter): FactRow['lines'] {
  if (!filtering) return [line(`all ${known}: no filter`)];
  const open = known - closed.length - conditional.length;
  const some = conditional.length === 0 ? [] : [line('with some arguments only', conditional)];
  return [line(`${open} of ${known}`), ...some];
}

/** The mounts that this container has beyond those of every container. */
export function ownMounts(mounts: readonly ObservedMount[]): readonly ObservedMount[] {
  return mounts.filter(({ mountPoint }) => !isGivenMount(mountPoint));
}

function mountLines(mounts: readonly ObservedMount[]): FactRow['lines'] {
  const own = ownMounts(mounts);
  const rest = mounts.length - own.length;
  const others = `${rest} that every container has`;
  if (own.length === 0) return [line(`none (${others})`)];
  return [
    ...own.map((mount) =>
      line(`${mount.mountPoint} ${mount.readOnly ? 'read-only' : 'writable'} (${mount.type})`),
    ),
    line(`and ${others}`),
  ];
}

function limitRows(prefix: string, limits: Fact<ObservedLimits>): readonly FactRow[] {
  return [
    rowOf(`${prefix}/memory`, 'Memory limit', limits, ({ memoryBytes }) => [
      line(memoryBytes === 0 ? 'none' : formatMemory(memoryBytes)),
    ]),
    rowOf(`${prefix}/cpus`, 'CPU limit', limits, ({ cpus }) => [
      line(cpus === 0 ? 'none' : `${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}`),
    ]),
    rowOf(`${prefix}/pids`, 'Process limit', limits, ({ pids }) => [
      line(pids === 0 ? 'none' : String(pids)),
    ]),
  ];
}

/** What limits did, where the kernel tells it. */
function effectRows(prefix: string, { oomKills, pidsRefused, throttling }: LimitEffects): readonly FactRow[] {
  const lines = [
    oomKills.source === 'unknown'
      ? []
      : [line(`${countOf(oomKills.value, 'process', 'processes')} killed for memory`)],
    pidsRefused.source === 'unknown'
      ? []
      : [line(`${countOf(pidsRefused.value, 'process', 'processes')} refused`)],
    throttling.source === 'unknown'
      ? []
      : [
          line(
            `held back in ${throttling.value.throttled} of ${countOf(throttling.value.periods, 'period')}`,
          ),
        ],
  ].flat();
  return lines.length === 0
    ? []
    : [{ key: `${prefix}/limit-effects`, label: 'What limits did', lines, source: 'kernel' }];
}

/** What was looked at since somebody asked for it. */
function askedRows(prefix: string, { asked, declared }: ObservedContainer): readonly FactRow[] {
  const { networks, bpfLinks } = asked;
  const isOwn = ({ addresses }: NetworkNamespace) =>
    declared.networks.some(({ ipv4 }) => ipv4 !== '' && addresses.includes(ipv4));
  const others = networks.source === 'unknown' ? [] : networks.value.filter((each) => !isOwn(each));
  return [
    ...(others.length === 0
      ? []
      : [
          rowOf(`${prefix}/network-namespaces`, 'Other networks of its processes', networks, () =>
            others.map(({ inode, interfaces, addresses }) =>
              line(`net:[${inode}]: ${[...interfaces, ...addresses].join(', ')}`),
            ),
          ),
        ]),
    ...(bpfLinks.source === 'unknown'
      ? []
      : [
          rowOf(`${prefix}/bpf-links`, 'BPF programs attached', bpfLinks, (links) =>
            links.length === 0
              ? [line('none')]
              : links.map(({ type, pid }) => line(`${type}, by process ${pid}`)),
          ),
        ]),
  ];
}

function publishedText(declared: InspectedContainer): readonly string[] {
  if (declared.ports.length === 0) return ['nothing'];
  return declared.ports.map(
    (port) => `${addressText(port.hostIp)}:${port.hostPort} → ${port.containerPort}/${port.protocol}`,
  );
}

function networkText(declared: InspectedContainer): readonly string[] {
  if (declared.networks.length === 0) return [declared.networkMode === '' ? 'none' : declared.networkMode];
  return declared.networks.map(
    (network) => `${network.name}${network.ipv4 === '' ? '' : ` ${network.ipv4}`}`,
  );
}

function addressText(address: string): string {
  if (address === '') return '*';
  return address.includes(':') ? `[${address}]` : address;
}
