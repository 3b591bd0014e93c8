import { createHash } from 'node:crypto';
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
 * resolvers of the host may be asked for names wherever they are.
 *
 * DOCKER-USER is Docker's own place for such rules and outlives a restart of it. But Engine 26.1 takes its jump out of
 * FORWARD and puts it back each time it makes a network, and for that moment nobody asks there. So the same is asked
 * once more in `security`, a table that Docker does not touch and that comes after `filter`: what `filter` refuses is
 * told so at once, and what slips past it is dropped. A kernel without that table has `mangle`, which comes before.
 *
 * All rules are in chains of this home, and a table's are put in place in one transaction (iptables-restore(8)). So
 * they are whole or absent, and are taken away with few commands, in the time that a stopped container has. Makes
 * /run/fenced and waits; takes the rules away when it is told to end.
 */
const script = `
for backend in iptables-nft iptables-legacy; do
  if $backend -w -n -L DOCKER-USER > /dev/null 2>&1; then four=$backend; fi
done
[ -n "$four" ] || { echo "the engine keeps no chain DOCKER-USER: it does not manage its firewall" >&2; exit 1; }
six=ip6tables-\${four#iptables-}
for table in security mangle; do
  if $four -w -t $table -n -L FORWARD > /dev/null 2>&1; then again=$table; break; fi
done
comment="-m comment --comment drydock-fence-$mark"
resolvers=$(awk '$1 == "nameserver" && $2 ~ /^[0-9.]+$/ && $2 !~ /^127[.]/ { print $2 }' /etc/resolv.conf)
names() { # the names that seats with a public network may ask for; $1: what happens then
  for server in $resolvers; do for protocol in udp tcp; do
    echo "-A $chain -i ${bridgePrefix.public}+ -d $server -p $protocol --dport 53 -j $1"
  done; done
}
private() { # $1: what happens to what is not for a public address
  for bridge in ${bridgePrefix.public}+ ${bridgePrefix.closed}+; do
    for net in ${notPublic.join(' ')}; do echo "-A $chain -i $bridge -d $net -j $1"; done
  done
}
both() { for bridge in ${bridgePrefix.public}+ ${bridgePrefix.closed}+; do echo "-A $1 -i $bridge -j $2"; done; }
filter() {
  echo "*filter"; echo ":$chain - [0:0]"; echo ":$chain-in - [0:0]"
  names ACCEPT; private REJECT
  (chain=$chain-in; names ACCEPT); both $chain-in REJECT
  echo "-I DOCKER-USER $comment -j $chain"; echo "-I INPUT $comment -j $chain-in"; echo COMMIT
}
backstop() {
  echo "*$again"; echo ":$chain - [0:0]"
  names RETURN; private DROP
  echo "-I FORWARD $comment -j $chain"; echo COMMIT
}
version6() {
  echo "*filter"; echo ":$chain - [0:0]"; both $chain DROP
  for hook in INPUT FORWARD; do echo "-I $hook $comment -j $chain"; done; echo COMMIT
}
take() { # tool, table, chain, what jumps to it
  tool=$1 table=$2 ours=$3; shift 3
  for hook; do while $tool -w -t $table -D $hook $comment -j $ours; do :; done; done
  $tool -w -t $table -F $ours; $tool -w -t $table -X $ours
} 2> /dev/null
lift() {
  take $four filter $chain DOCKER-USER
  take $four filter $chain-in INPUT
  [ -z "$again" ] || take $four $again $chain FORWARD
  take $six filter $chain INPUT FORWARD
}
trap 'lift; exit 0' TERM INT
lift # of one of this home that was killed
filter | $four-restore -w -n || exit 1
[ -z "$again" ] || backstop | $four-restore -w -n || { lift; exit 1; }
version6 | $six-restore -w -n 2> /dev/null
touch /run/fenced
while :; do sleep 3600 & wait $!; done`;

/** A chain's name holds 28 characters. */
const chainOf = (homeId: string): string =>
  `drydock-${createHash('sha256').update(homeId).digest('hex').slice(0, 12)}`;

/**
 * The container that holds the rules, one for each home: a rule that two homes need must outlive either of them. `image`
 * is one of seats.
 */
export function fenceContainer(homeId: string, image: string): ContainerSpec {
  return {
    name: containerName('fence', homeId),
    image,
    entrypoint: ['bash', '-c', `mark=${homeId} chain=${chainOf(homeId)}\n${script}`],
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

/** Removes the container that holds a home's rules, with these. Resolves with how many things went. */
export async function lowerFence(engine: ConnectedEngine, homeId: string) {
  const ours = { [homeLabel]: homeId, [roleLabel]: 'fence' };
  // Told to end, it takes its rules away; killed, it would leave them.
  const fences = await engine.inspectContainers(ours);
  await Promise.all(fences.map(({ id }) => engine.stopContainer(id)));
  return engine.removeLabelled(ours);
}
