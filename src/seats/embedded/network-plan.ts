import { DrydockError } from '../../lab/errors.ts';

/** The address ranges of a private engine: one for its bridge, many of 254 addresses for networks. */
export interface NetworkPlan {
  /** Address of the bridge with its prefix: `10.213.255.1/24`. */
  readonly bridgeAddress: string;
  /** What networks get their /24 from: `10.213.0.0/17`. */
  readonly pool: string;
  /** The largest packet of the way out, in bytes: what containers send must fit through it. */
  readonly mtu: number;
}

interface Range {
  readonly address: number;
  readonly bits: number;
}

/** Ranges of /16 for private use (RFC 1918) that neither Docker nor home routers take by themselves. */
const candidates = ['10.213.0.0', '10.117.0.0', '172.29.0.0', '10.61.0.0', '172.24.0.0', '10.187.0.0'];

/**
 * Takes the first range that nothing of the host lies in: its routes and its name servers.
 * @param routes the text of /proc/net/route
 * @param nameServers the text of /etc/resolv.conf
 */
export function planNetwork(routes: string, nameServers: string, mtu = 1500): NetworkPlan {
  const used = [...parseRoutes(routes), ...parseNameServers(nameServers)];
  const free = candidates.find((base) => {
    const range = { address: parseAddress(base) ?? 0, bits: 16 };
    return !used.some((other) => overlaps(range, other));
  });
  if (free === undefined) {
    throw new DrydockError('setup-failed', {
      message: `Every address range for a private engine is in use here: ${candidates.join(', ')} (/16 each).`,
      fix: 'Use the Docker of this machine with --engine host, or free a range: `ip route` shows the routes.',
    });
  }
  const [first, second] = free.split('.');
  return { bridgeAddress: `${first}.${second}.255.1/24`, pool: `${first}.${second}.0.0/17`, mtu };
}

/** The interface of the default route in the text of /proc/net/route. */
export function defaultInterface(routes: string): string | undefined {
  return /^(\S+)\s+00000000\s/m.exec(routes)?.[1];
}

/** /proc/net/route: interface, destination, gateway, flags …, mask; addresses in hexadecimal, last byte first. */
function parseRoutes(text: string): Range[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [destination, mask] = [fields[1], fields[7]];
      if (destination === undefined || mask === undefined) return [];
      const bits = countBits(Number.parseInt(mask, 16));
      // Nought bits are the default route, which is in nobody's way.
      return bits === 0 ? [] : [{ address: swapBytes(Number.parseInt(destination, 16)), bits }];
    });
}

function parseNameServers(text: string): Range[] {
  return [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].flatMap(([, server]) => {
    const address = parseAddress(server ?? '');
    return address === undefined ? [] : [{ address, bits: 32 }];
  });
}

function parseAddress(text: string): number | undefined {
  const bytes = text.split('.').map(Number);
  if (bytes.length !== 4 || bytes.some((byte) => !Number.isInteger(byte) || byte < 0 || byte > 255))
    return undefined;
  return bytes.reduce((address, byte) => address * 256 + byte, 0);
}

function overlaps(a: Range, b: Range): boolean {
  const shift = 2 ** (32 - Math.min(a.bits, b.bits));
  return Math.floor(a.address / shift) === Math.floor(b.address / shift);
}

function swapBytes(value: number): number {
  return [0, 1, 2, 3].reduce((all, index) => all * 256 + ((value >>> (index * 8)) & 0xff), 0);
}

function countBits(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length;
}
