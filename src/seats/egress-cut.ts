import { randomUUID } from 'node:crypto';
import { bounds, readBounded } from '../engine/bounded.ts';
import { DrydockError } from '../lab/errors.ts';
import type { ExecProcess } from '../lab/ports/engine.ts';

/** A process with its three streams, on this machine or in a container. */
export type CutHolder = Pick<ExecProcess, 'output' | 'errorOutput' | 'exit' | 'endInput'>;

/** Where traffic that leaves is seen, in the words of iptables(8): `DOCKER-USER -i drydock0 ! -o drydock0`. */
export type EgressPath = `${'DOCKER-USER' | 'OUTPUT'} ${string}`;

/**
 * Puts its arguments as rules, says so with a line, and takes them away when its input ends: with our process, in
 * whatever way that ends. Nothing but that ends it, so the rules cannot outlive it by a Ctrl-C.
 */
const script = `
trap '' HUP INT TERM
lift() { for rule; do iptables -w -D $rule 2>/dev/null; done; }
for rule; do iptables -w -I $rule || { lift "$@"; exit 1; }; done
echo cut
cat > /dev/null
lift "$@"
exit 0`;

/** The command that holds a cut. Each has rules of its own, so that one that ends leaves others in place. */
export function cutCommand(paths: readonly EgressPath[]): readonly [string, ...string[]] {
  const mark = `drydock-egress-${randomUUID()}`;
  const rules = paths.map(
    (path) =>
      `${path} -m conntrack --ctstate NEW -m comment --comment ${mark} -j REJECT --reject-with icmp-admin-prohibited`,
  );
  return ['sh', '-c', script, 'sh', ...rules];
}

/** Resolves when the rules are in place; disposing resolves when they are gone. */
export async function holdCut(holder: CutHolder): Promise<AsyncDisposable> {
  const complaint = readBounded(holder.errorOutput, 'What iptables says', bounds.line).then(String, String);
  const first = await holder.output[Symbol.asyncIterator]().next();
  if (first.done) {
    throw new DrydockError('setup-failed', {
      message: 'Containers could not be cut off from the network: iptables refused.',
      fix: 'Proofs of labs need an engine that manages its firewall (`"iptables": true`) and a kernel with netfilter.',
      output: await complaint,
    });
  }
  return {
    async [Symbol.asyncDispose]() {
      holder.endInput();
      await holder.exit;
    },
  };
}
