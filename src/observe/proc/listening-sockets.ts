import type { Fact } from '../../lab/observation/fact.ts';
import type { ListeningSocket } from '../../lab/observation/observation.ts';
import type { ProbedFile } from '../probe/probe-answer.ts';
import { unknown } from '../unknown.ts';

type Protocol = ListeningSocket['protocol'];

/** TCP_LISTEN of the kernel; an unconnected UDP socket is in TCP_CLOSE: proc_pid_net(5). */
const waitingState = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' } as const satisfies Record<
  Protocol,
  string
>;

export const socketProtocols = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/** The sockets by the tables of a network; a table that the kernel does not have (no IPv6) is an empty one. */
export function listeningIn(
  tableOf: (protocol: Protocol) => ProbedFile | undefined,
): Fact<readonly ListeningSocket[]> {
  const tables = socketProtocols.flatMap((protocol) => {
    const file = tableOf(protocol);
    return file ? [{ protocol, file }] : [];
  });
  if (tables.length === 0) return unknown('the sockets of its network could not be read');
  if (tables.some(({ file }) => file.cut))
    return unknown('its network has more sockets than are looked at; with fewer each can be seen');
  return {
    source: 'kernel',
    value: tables.flatMap(({ protocol, file }) => parseListeningSockets(file.text, protocol)),
  };
}

/**
 * Reads /proc/PID/net/tcp, tcp6, udp or udp6: the sockets that wait for somebody, each address once.
 * Addresses are 32-bit words in the byte order of the machine, which on all that Docker runs on but s390x is little-endian.
 */
export function parseListeningSockets(text: string, protocol: Protocol): readonly ListeningSocket[] {
  const sockets = new Map<string, ListeningSocket>();
  for (const [, address, port, remote, state] of text.matchAll(
    /^\s*\d+: ([0-9A-F]{8}(?:[0-9A-F]{24})?):([0-9A-F]{4}) ([0-9A-F]+:[0-9A-F]{4}) ([0-9A-F]{2}) /gm,
  )) {
    if (!address || !port || state !== waitingState[protocol] || !/^[0:]+$/.test(remote ?? '')) continue;
    if ((address.length === 32) !== protocol.endsWith('6')) continue;
    const socket = { protocol, address: decodeAddress(address), port: Number.parseInt(port, 16) };
    sockets.set(`${socket.address} ${socket.port}`, socket);
  }
  return [...sockets.values()].sort((a, b) => a.port - b.port || (a.address < b.address ? -1 : 1));
}

function decodeAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse(),
  );
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  // A URL's host is written in the shortest form: RFC 5952.
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}
