import { access } from 'node:fs/promises';
import { findProgram } from './find-program.ts';

/** A part of a private engine, and the Debian packages that bring it: the first one that exists is taken. */
export interface EnginePart {
  readonly name: string;
  readonly packages: readonly string[];
  /** Without it no engine starts; the others only make more labs possible. */
  readonly essential: boolean;
}

interface CheckedPart extends EnginePart {
  readonly isThere: () => Promise<boolean>;
}

const program = (name: string) => async () => (await findProgram(name)) !== undefined;

/** A plugin of the docker command line, where Debian's and Docker's own packages put them. */
const plugin = (name: string) => async () => {
  const folders = [
    '/usr/libexec/docker',
    '/usr/lib/docker',
    '/usr/local/lib/docker',
    '/usr/local/libexec/docker',
  ];
  const tried = await Promise.all(
    folders.map((folder) =>
      access(`${folder}/cli-plugins/docker-${name}`).then(
        () => true,
        () => false,
      ),
    ),
  );
  return tried.includes(true);
};

const parts: readonly CheckedPart[] = [
  { name: 'dockerd', packages: ['docker.io'], essential: true, isThere: program('dockerd') },
  { name: 'containerd', packages: ['containerd'], essential: true, isThere: program('containerd') },
  { name: 'runc', packages: ['runc'], essential: true, isThere: program('runc') },
  { name: 'iptables', packages: ['iptables'], essential: true, isThere: program('iptables') },
  { name: 'ip', packages: ['iproute2'], essential: true, isThere: program('ip') },
  { name: 'docker', packages: ['docker-cli'], essential: false, isThere: program('docker') },
  {
    name: 'docker compose',
    packages: ['docker-compose', 'docker-compose-v2'],
    essential: false,
    isThere: plugin('compose'),
  },
  { name: 'docker buildx', packages: ['docker-buildx'], essential: false, isThere: plugin('buildx') },
  { name: 'crun', packages: ['crun'], essential: false, isThere: program('crun') },
  { name: 'runsc', packages: ['runsc'], essential: false, isThere: program('runsc') },
];

/** What a private engine lacks on this machine. */
export async function findMissingParts(): Promise<readonly EnginePart[]> {
  const there = await Promise.all(parts.map(({ isThere }) => isThere()));
  return parts.filter((_, index) => there[index] === false);
}
