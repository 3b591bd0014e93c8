import type { ConnectedEngine } from '../../engine/connect.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { ContainerSpec } from '../../lab/ports/engine.ts';
import { containerName, homeLabel, makeLabels, roleLabel } from '../labels.ts';
import { bridgePrefix } from './seat-slot.ts';

/**
 * Networks that are not public (RFC 6890): private, shared, link-local (metadata services), benchmark, special ones.
 */
const notPublic = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
];

/**
 * Rules on the host of the outer engine for whatever comes out of the bridges of seats that are kept apart: nothing
 * for the host itself, which may be where the server listens, nothing for addresses that are not public. The
 * resolvers of the host may be asked for names wherever they are. DOCKER-USER is Docker's own place for such rules
 * and outlives a restart of it; the firewall is the one, of two that iptables(8) may speak to, in which it is.
 * Says `fenced` and waits; takes the rules away when it is told to end.
 */
const script = `
for backend in iptables-nft iptables-legacy; do
  if $backend -w -n -L DOCKER-USER > /dev/null 2>&1; then four=$backend; fi
done
[ -n "$four" ] || { echo "the engine keeps no chain DOCKER-USER: it does not manage its firewall" >&2; exit 1; }
six=ip6tables-\${four#iptables-}
rule() { tool=$1 op=$2; shift 2; $tool -w "$op" "$@"; }
rules() { # each rule goes to the top of its chain, so the last is looked at first
  for bridge in ${bridgePrefix.public}+ ${bridgePrefix.closed}+; do
    for net in ${notPublic.join(' ')}; do
      rule $four $1 DOCKER-USER -i $bridge -d $net -m comment --comment drydock-fence-$mark -j REJECT || return 1
    done
    rule $four $1 INPUT -i $bridge -m comment --comment drydock-fence-$mark -j REJECT || return 1
    rule $six $1 INPUT -i $bridge -m comment --comment drydock-fence-$mark -j DROP 2> /dev/null
    rule $six $1 FORWARD -i $bridge -m comment --comment drydock-fence-$mark -j DROP 2> /dev/null
  done
  for server in $resolvers; do
    for protocol in udp tcp; do
      for chain in DOCKER-USER INPUT; do
        rule $four $1 $chain -i ${bridgePrefix.public}+ -d $server -p $protocol --dport 53 \
          -m comment --comment drydock-fence-$mark -j ACCEPT || return 1
      done
    done
  done
}
resolvers=$(awk '$1 == "nameserver" && $2 ~ /^[0-9.]+$/ && $2 !~ /^127[.]/ { print $2 }' /etc/resolv.conf)
lift() { rules -D > /dev/null 2>&1; exit 0; }
trap lift TERM INT
rules -I || { rules -D > /dev/null 2>&1; exit 1; }
touch /run/fenced
while :; do sleep 3600 & wait $!; done`;

/**
 * The container that holds the rules, one for each home: a rule that two homes need must outlive either of them. `image` is
 * one of seats.
 */
export function fenceContainer(homeId: string, image: string): ContainerSpec {
  return {
    name: containerName('fence', homeId),
    image,
    entrypoint: ['bash', '-c', `mark=${homeId}\n${script}`],
    argv: [],
    labels: makeLabels({ home: homeId, role: 'fence' }),
    user: '0',
    networkMode: 'host',
    capDrop: ['ALL'],
    capAdd: ['NET_ADMIN', 'NET_RAW'],
    readOnly: true,
    tmpfs: { '/run': 'mode=755' },
    memoryBytes: 64 * 2 ** 20,
    pidsLimit: 32,
    restart: 'unless-stopped',
  };
}

/** When the container that holds a home's rules began; undefined where none runs. The rules last as long as it does. */
export async function findFence(engine: ConnectedEngine, homeId: string): Promise<string | undefined> {
  const fences = await engine.inspectContainers({ [homeLabel]: homeId, [roleLabel]: 'fence' });
  return fences.find(({ status }) => status === 'running')?.startedAt;
}

/** Resolves once the rules stand. */
export async function raiseFence(
  engine: ConnectedEngine,
  homeId: string,
  image: string,
  signal?: AbortSignal,
): Promise<void> {
  const container = await engine.ensureContainer(fenceContainer(homeId, image), signal);
  const until = ['sh', '-c', 'until [ -e /run/fenced ]; do sleep 0.02; done'];
  const raised = await engine.run(container, until, { timeoutMs: 20_000, ...(signal && { signal }) }).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
  if (raised) return;
  signal?.throwIfAborted();
  throw new DrydockError('setup-failed', {
    message: 'Seats could not be kept from the networks of this machine: no firewall rules could be placed.',
    fix: 'Use an engine that manages its firewall (`"iptables": true`), or say --seat-network open if seats may reach everything.',
    output: await engine.logTail(container, 20).catch(() => ''),
  });
}
