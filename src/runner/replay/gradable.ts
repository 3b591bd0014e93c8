/** Which labs a graded replay may play. Pure. */
import type { Grant } from '../../lab/manifest/grant.ts';
import type { Manifest } from '../../lab/manifest/manifest.ts';

/** Capabilities by which a container gets at what its engine, or the probe beside it, has. */
const reaching = ['ALL', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_BOOT', 'BPF', 'DAC_READ_SEARCH'];

/**
 * Why work on the lab cannot be graded; undefined where it can. What judges believes the engine of a replay's seat about
 * which container is which, so nobody who is judged may hold that engine: neither a container, by what it is granted,
 * nor whoever works in a shell beside it.
 */
export function whyNotGraded({
  id,
  grants,
  states,
}: Pick<Manifest, 'id' | 'grants'> & {
  readonly states: { readonly solution: { readonly run: readonly string[] } };
}): string | undefined {
  const grant = grants.find(reachesTheEngine);
  if (grant)
    return `${id} lets its containers reach what looks at them, or the engine that says which is which (${grant.words.replace(/[.]$/, '')}), so nothing that is seen of them is proof; it would take a seat with a kernel of its own, or a machine that is thrown away`;
  return states.solution.run.length > 0
    ? `${id} is done in a shell, and what it leaves in an engine is left by whoever is root of that engine, so nothing that is seen of it is proof`
    : undefined;
}

function reachesTheEngine({ key, value }: Grant): boolean {
  switch (key) {
    case 'privileged':
    case 'cgroup':
    case 'devices':
    case 'device_cgroup_rules':
      return true;
    case 'pid':
      return value === 'host';
    case 'volumes':
      return value.startsWith('/');
    case 'cap_add':
      return reaching.includes(value.toUpperCase().replace(/^CAP_/, ''));
    default:
      return false;
  }
}
