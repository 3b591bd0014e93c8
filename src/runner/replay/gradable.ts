/** Which labs a graded replay may play. Pure. */
import type { Grant } from '../../lab/manifest/grant.ts';
import type { Manifest } from '../../lab/manifest/manifest.ts';

/** Capabilities by which a container gets at what its engine, or the probe beside it, has. */
const reaching = ['ALL', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_BOOT', 'BPF', 'DAC_READ_SEARCH'];

/**
 * Why work on the lab cannot be graded; undefined where it can. The probe of a replay is a container of the engine that
 * the submission runs on, so that a submission which is granted the engine's powers could change what is seen of it.
 */
export function whyNotGraded({ id, grants }: Pick<Manifest, 'id' | 'grants'>): string | undefined {
  const grant = grants.find(reachesTheProbe);
  return (
    grant &&
    `${id} lets its containers reach what looks at them (${grant.words.replace(/[.]$/, '')}), so nothing that is seen of them is proof`
  );
}

function reachesTheProbe({ key, value }: Grant): boolean {
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
