/** What there is in the network namespace of a process: interfaces, addresses, routes. */
import * as z from 'zod';
import type { Fact } from '../observation/fact.ts';
import type { NetworkNamespace, ObservedContainer, ObservedProcess } from '../observation/observation.ts';
import { judgeFact, listWords, processMatcher } from './matcher.ts';

/** Of the namespace in which a process is. */
export function networkOf(
  { namespaces, name }: ObservedProcess,
  { asked }: Pick<ObservedContainer, 'asked'>,
): Fact<NetworkNamespace> {
  const { networks } = asked;
  if (networks.source === 'unknown') return networks;
  const value = networks.value.find(({ inode }) => inode === namespaces.net);
  const reason = `the network namespace of ${name} could not be looked at`;
  return value ? { ...networks, value } : { source: 'unknown', reason, cause: 'not-seen' };
}

const CidrSchema = z.union([z.cidrv4(), z.cidrv6()]);

export const networkInterfaces = processMatcher({
  kind: 'network-interfaces',
  asks: ['namespaces'],
  fields: { only: z.array(z.string()) },
  title: ({ only }) => `has no network interface but ${listWords(only)}`,
  expected: ({ only }) => `no interface but ${listWords(only)}`,
  judge: ({ only }, process, { container }) =>
    judgeFact(networkOf(process, container), ({ interfaces }) => {
      const more = interfaces.filter((name) => !only.includes(name));
      const shown = more.length > 0 ? more : interfaces;
      // Each network namespace has loopback.
      if (interfaces.length === 0) return { ok: false, observed: 'has interfaces that could not be read' };
      return {
        ok: more.length === 0,
        observed: `has the interface${shown.length === 1 ? '' : 's'} ${listWords(shown)}`,
      };
    }),
});

export const networkAddress = processMatcher({
  kind: 'network-address',
  asks: ['namespaces'],
  fields: { within: CidrSchema },
  title: ({ within }) => `has an address in ${within}`,
  expected: ({ within }) => `an address in ${within}, on an interface that leads there`,
  judge: ({ within }, process, { container }) =>
    judgeFact(networkOf(process, container), ({ addresses, routes }) => {
      // An address of loopback's is nobody's neighbour: the kernel makes a route next to each other one.
      const own = addresses.filter((address) =>
        routes.some(({ to, via, on }) => via === undefined && on !== 'lo' && isWithin(address, to)),
      );
      return {
        ok: own.some((address) => isWithin(address, within)),
        observed: own.length
          ? `has the address${own.length === 1 ? '' : 'es'} ${listWords(own)}`
          : 'has no address on an interface that leads anywhere',
      };
    }),
});

export const networkRoute = processMatcher({
  kind: 'network-route',
  asks: ['namespaces'],
  fields: {
    /** `default`, or a network as the kernel has it: `10.0.0.0/8`. */
    to: z.union([z.literal('default'), CidrSchema]),
    present: z.boolean(),
  },
  title: ({ to, present }) => (present ? `has a ${nameRoute(to)}` : `has no ${nameRoute(to)}`),
  expected: ({ to, present }) => (present ? `a ${nameRoute(to)}` : `no ${nameRoute(to)}`),
  judge: ({ to, present }, process, { container }) =>
    judgeFact(networkOf(process, container), ({ routes }) => {
      // What is sent over loopback comes back.
      const found = routes
        .filter(({ on }) => on !== 'lo')
        .find((route) => (present ? isRoute(route.to, to) : leadsTo(route.to, to)));
      const by = found?.via === undefined ? '' : ` by ${found.via}`;
      return {
        ok: (found !== undefined) === present,
        observed: found ? `has a route to ${found.to}${by} on ${found.on}` : `has no ${nameRoute(to)}`,
      };
    }),
});

const isDefault = (to: string) => /^(0\.0\.0\.0|::)\/0$/.test(to);
const isRoute = (route: string, to: string) => (to === 'default' ? isDefault(route) : route === to);

/**
 * Two halves of all addresses lead as far as a default route: no private network is wider than /8. Into a network leads
 * a wider route and one to a part of it.
 */
function leadsTo(route: string, to: string): boolean {
  if (to === 'default') return Number(route.split('/')[1]) < (route.includes(':') ? 7 : 8);
  const base = (network: string) => network.split('/')[0] ?? '';
  return isWithin(base(to), route) || isWithin(base(route), to);
}

const nameRoute = (to: string) => (to === 'default' ? 'default route' : `route to ${to}`);

/** Whether an address is in a network, both of one family. */
export function isWithin(address: string, network: string): boolean {
  const [base = '', length = ''] = network.split('/');
  const [own, other] = [bitsOf(address), bitsOf(base)];
  return own.length === other.length && own.slice(0, Number(length)) === other.slice(0, Number(length));
}

function bitsOf(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((part) => toBits(Number(part), 8))
      .join('');
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill('0'), ...after]
    .map((group) => toBits(Number.parseInt(group, 16), 16))
    .join('');
}

const toBits = (value: number, width: number) => value.toString(2).padStart(width, '0');

/** network_namespaces(7): what a process has there, whether Docker or somebody else made it. */
export const network = {
  interfacesOnly: (...only: string[]) => ({ kind: 'network-interfaces', only }) as const,
  /** On an interface other than loopback, with the network next to it. */
  addressIn: (within: string) => ({ kind: 'network-address', within }) as const,
  routeTo: (to: string) => ({ kind: 'network-route', to, present: true }) as const,
  /** No route leads there, nor a wider one or one to a part of it. */
  noRouteTo: (to: string) => ({ kind: 'network-route', to, present: false }) as const,
};
