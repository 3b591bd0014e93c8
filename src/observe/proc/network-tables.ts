import type { NetworkNamespace, ObservedRoute } from '../../lab/observation/observation.ts';

/**
 * Reads files of a network namespace below /proc/PID/net: dev, fib_trie and if_inet6 for addresses, route and ipv6_route
 * for routes. Numbers in route are 32-bit words of the machine, which on all that Docker runs on but s390x is
 * little-endian. A file that is not there is empty.
 */
export function parseNetwork(
  text: (file: string) => string,
): Pick<NetworkNamespace, 'interfaces' | 'addresses' | 'routes'> {
  const interfaces = [...text('dev').matchAll(/^\s*([^\s:|]+):/gm)].map(([, name = '']) => name);
  // A local address stands above the line that says so; loopback's network is one too, with a shorter mask.
  const ipv4 = [...text('fib_trie').matchAll(/\|-- ([\d.]+)\n\s+\/32 host LOCAL/g)].map(
    ([, address = '']) => address,
  );
  const ipv6 = [...text('if_inet6').matchAll(/^([0-9a-f]{32}) /gm)].map(([, hex = '']) => ipv6Of(hex));
  const routes = [...ipv4Routes(text('route')), ...ipv6Routes(text('ipv6_route'))];
  return { interfaces, addresses: [...new Set([...ipv4, ...ipv6])], routes };
}

/** RTF_UP, RTF_GATEWAY and RTF_REJECT of linux/route.h; the last is the kernel's own "there is no way". */
const [isUp, hasGateway, isReject] = [1, 2, 0x200];

function ipv4Routes(text: string): readonly ObservedRoute[] {
  return [
    ...text.matchAll(/^(\S+)\t([0-9A-F]{8})\t([0-9A-F]{8})\t([0-9A-F]{4})\t\S+\t\S+\t\S+\t([0-9A-F]{8})\t/gm),
  ].flatMap(([, on = '', to = '', via = '', flags = '', mask = '']) => {
    const flag = Number.parseInt(flags, 16);
    // A route that leads nowhere (blackhole) is on no interface.
    if ((flag & isUp) === 0 || (flag & isReject) !== 0 || on === '*') return [];
    const ones = [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
    return [{ to: `${ipv4Of(to)}/${ones}`, on, ...((flag & hasGateway) !== 0 && { via: ipv4Of(via) }) }];
  });
}

/** RTF_LOCAL. Routes of local and multicast addresses are left out. */
const rtfLocal = 0x80000000;

function ipv6Routes(text: string): readonly ObservedRoute[] {
  return [
    ...text.matchAll(
      /^([0-9a-f]{32}) ([0-9a-f]{2}) [0-9a-f]{32} [0-9a-f]{2} ([0-9a-f]{32}) \S+ \S+ \S+ ([0-9a-f]{8})\s+(\S+)$/gm,
    ),
  ].flatMap(([, to = '', length = '', via = '', flags = '', on = '']) => {
    const flag = Number.parseInt(flags, 16);
    const isLocal = flag >= rtfLocal || to.startsWith('ff');
    if ((flag & isUp) === 0 || (flag & isReject) !== 0 || isLocal) return [];
    const gateway = /^0+$/.test(via) ? {} : { via: ipv6Of(via) };
    return [{ to: `${ipv6Of(to)}/${Number.parseInt(length, 16)}`, on, ...gateway }];
  });
}

const ipv4Of = (hex: string) =>
  (hex.match(/../g) ?? [])
    .map((byte) => Number.parseInt(byte, 16))
    .reverse()
    .join('.');

/** In the shortest form: RFC 5952. */
const ipv6Of = (hex: string) =>
  new URL(`http://[${(hex.match(/.{4}/g) ?? []).join(':')}]/`).hostname.slice(1, -1);
