/** How others reach the server. Pure. */
import type { HostFact } from '../../lab/wire/host.ts';
import { isLoopback } from '../../server/door.ts';
import { fact, type RoomFacts } from './room-facts.ts';

/**
 * The addresses by which others may reach this machine. A container has some of its own, which lead nowhere from outside:
 * those of the machine around it are known where somebody named them for the certificate.
 */
export function addressesForOthers(here: {
  readonly isContainer: boolean;
  readonly machine: readonly string[];
  readonly certified: readonly string[];
}): readonly string[] {
  const { isContainer, machine, certified } = here;
  const all = isContainer ? certified.filter((address) => !machine.includes(address)) : machine;
  return all.filter((address) => !isLoopback(address) && !address.includes(':'));
}

export function reachFacts({ session, reach }: RoomFacts): readonly HostFact[] {
  const { url, isOpen, addresses, leadsTo, certificate } = reach;
  const { hostname, port, protocol } = new URL(url);
  const direct = addresses.map((address) => `${protocol}//${address}:${port}/join/`);
  const facts: HostFact[] = [];
  if (!isOpen)
    facts.push(
      fact('address', 'Address', `${url}: this machine alone`, {
        state: 'missing',
        fix: 'Start it with: --host 0.0.0.0',
      }),
    );
  else if (leadsTo.length === 0)
    facts.push(
      fact('address', 'Address', url, {
        state: 'note',
        detail: `Nobody here knows the name ${hostname}: what is projected may lead nowhere.`,
        fix: `Project one of: ${direct.join(', ') || 'none of this machine is in a network'}`,
      }),
    );
  else if (leadsTo.every((address) => /^(127\.|::1$)/.test(address)))
    facts.push(
      fact('address', 'Address', url, {
        state: 'note',
        detail: `Here ${hostname} leads to this machine itself; other machines have to know it by another way.`,
        fix: `If they do not, project one of: ${direct.join(', ')}`,
      }),
    );
  else facts.push(fact('address', 'Address', url, { detail: `It leads to ${leadsTo.join(', ')}.` }));
  if (certificate === undefined)
    return [
      ...facts,
      fact('certificate', 'Certificate', protocol === 'https:' ? 'of a proxy' : 'none', {
        state: protocol === 'https:' || !isOpen ? 'good' : 'note',
        ...(protocol !== 'https:' && {
          detail:
            'Over plain HTTP whoever listens in the network reads keys and what is typed. Browsers take such a page for insecure: copying falls back to selecting.',
          fix: 'Make one: drydock certificate, and hand its authority out',
        }),
      }),
    ];
  const isShort = certificate.ends < new Date(session.ends);
  return [
    ...facts,
    fact('certificate', 'Certificate', `until ${certificate.ends.toISOString().slice(0, 10)}`, {
      state: isShort ? 'missing' : certificate.warnings.length > 0 ? 'note' : 'good',
      ...(certificate.warnings.length > 0 && { detail: certificate.warnings.join('\n') }),
      ...(isShort && { fix: 'It ends before the session does: drydock certificate --renew' }),
    }),
  ];
}
