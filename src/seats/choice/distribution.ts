/** What /etc/os-release says: os-release(5). */
export interface Distribution {
  /** `debian`, `ubuntu`, `fedora`, `arch` …; empty where there is no such file. */
  readonly id: string;
  /** The ids that it is derived from, nearest first. */
  readonly like: readonly string[];
  readonly version: string;
  /** For people: `Debian GNU/Linux 13 (trixie)`. */
  readonly name: string;
}

export function parseOsRelease(text: string): Distribution {
  const field = (name: string) => new RegExp(`^${name}=(?:"([^"\\n]*)"|'([^'\\n]*)'|(.*))$`, 'm').exec(text);
  const read = (name: string) => {
    const match = field(name);
    return (match?.[1] ?? match?.[2] ?? match?.[3] ?? '').trim();
  };
  return {
    id: read('ID'),
    like: read('ID_LIKE')
      .split(/\s+/)
      .filter((word) => word !== ''),
    version: read('VERSION_ID'),
    name: read('PRETTY_NAME'),
  };
}

/** Which family's commands apply. */
export type DistributionFamily =
  | 'debian'
  | 'ubuntu'
  | 'fedora'
  | 'rhel'
  | 'arch'
  | 'suse'
  | 'alpine'
  | 'unknown';

const families: Readonly<Record<string, DistributionFamily>> = {
  debian: 'debian',
  raspbian: 'debian',
  ubuntu: 'ubuntu',
  fedora: 'fedora',
  rhel: 'rhel',
  centos: 'rhel',
  rocky: 'rhel',
  almalinux: 'rhel',
  arch: 'arch',
  manjaro: 'arch',
  suse: 'suse',
  opensuse: 'suse',
  'opensuse-leap': 'suse',
  'opensuse-tumbleweed': 'suse',
  sles: 'suse',
  alpine: 'alpine',
};

export function familyOf({ id, like }: Distribution): DistributionFamily {
  for (const word of [id, ...like]) {
    const family = families[word];
    if (family !== undefined) return family;
  }
  return 'unknown';
}
