/** What Docker is made of, as far as we know vulnerabilities of it. */
export type DockerComponent = 'Engine' | 'Compose' | 'runc' | 'Docker Desktop';

/** A published vulnerability of a component, fixed by a release. */
export interface KnownVulnerability {
  readonly component: DockerComponent;
  readonly cve: string;
  readonly what: string;
  /** The releases that fixed it, one a line of releases, oldest first: `1.2.8` and `1.3.3`. */
  readonly fixedIn: readonly string[];
}

export interface VersionReport {
  readonly component: DockerComponent;
  /** As the component itself says it. */
  readonly version: string;
  /** It *may* have these: distributions mend old versions without renaming them. */
  readonly vulnerabilities: readonly KnownVulnerability[];
}

const runcFix = ['1.2.8', '1.3.3'];

export const knownVulnerabilities: readonly KnownVulnerability[] = [
  {
    component: 'Engine',
    cve: 'CVE-2026-41567',
    what: 'A compressed archive copied into a container can run a program of the container as root of the host.',
    fixedIn: ['29.5.1'],
  },
  {
    component: 'Engine',
    cve: 'CVE-2026-41568',
    what: 'Found together with CVE-2026-41567, in the copying of files to and from containers.',
    fixedIn: ['29.5.1'],
  },
  {
    component: 'Compose',
    cve: 'CVE-2025-62725',
    what: 'A compose file included from a registry can write files anywhere on the host, even on `config` and `ps`.',
    fixedIn: ['2.40.2'],
  },
  {
    component: 'runc',
    cve: 'CVE-2025-31133',
    what: 'A container can get out through the masking of paths: /dev/null in it is replaced while it starts.',
    fixedIn: runcFix,
  },
  {
    component: 'runc',
    cve: 'CVE-2025-52565',
    what: 'A container can get out through the bind mount of /dev/console.',
    fixedIn: runcFix,
  },
  {
    component: 'runc',
    cve: 'CVE-2025-52881',
    what: 'A container can turn writes of runc to /proc against the host, and get out or bring it down.',
    fixedIn: runcFix,
  },
  {
    component: 'Docker Desktop',
    cve: 'CVE-2025-9074',
    what: 'Any container reaches the Engine of Docker Desktop over its network, without a socket being mounted.',
    fixedIn: ['4.44.3'],
  },
];

/** The vulnerabilities that a version may have by its number alone. Pure. */
export function reportVersion(component: DockerComponent, version: string): VersionReport {
  const numbers = parseVersion(version);
  const known =
    numbers === undefined ? [] : knownVulnerabilities.filter((each) => each.component === component);
  const vulnerabilities = known.filter(({ fixedIn }) => isBefore(numbers ?? [], fixedIn));
  return { component, version, vulnerabilities };
}

/** Older than the fix of its own line of releases, or than the oldest fix where its line has none. */
function isBefore(version: readonly number[], fixes: readonly string[]): boolean {
  const parsed = fixes.map((fix) => parseVersion(fix) ?? []);
  const sameLine = parsed.find((fix) => fix[0] === version[0] && fix[1] === version[1]);
  const newest = parsed.at(-1) ?? [];
  if (compare(version, newest) >= 0) return false;
  return sameLine === undefined || compare(version, sameLine) < 0;
}

/** `26.1.5+dfsg1`, `v2.26.1-4`, `1.1.15+ds1`: the numbers before anything else. */
export function parseVersion(text: string): readonly number[] | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = [0, 1, 2].find((position) => (a[position] ?? 0) !== (b[position] ?? 0));
  return index === undefined ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
