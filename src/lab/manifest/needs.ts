/** What a lab, or one of its checks, needs of the machine. */
import * as z from 'zod';
import type { Ability } from '../observation/observation.ts';

/** What can only be found out by trying, where the seat is. */
const triedShape = {
  /** `btf`: the kernel tells its types (/sys/kernel/btf/vmlinux), which CO-RE programs of BPF are loaded by. */
  kernel: z.array(z.enum(['btf'])).optional(),
  /** Root of the engine's host can load and attach such BPF programs: one is loaded. */
  bpf: z.array(z.enum(['tracing', 'lsm'])).optional(),
  /** `containerd`: the engine keeps images in containerd's store, and with them what is attested of them. */
  images: z.enum(['containerd']).optional(),
  /** Security modules that the kernel runs: /sys/kernel/security/lsm. */
  lsm: z.array(z.enum(['apparmor', 'selinux', 'landlock', 'yama'])).optional(),
  /** So many ids beside one another that user namespaces in a container may map: subuid(5). */
  idRange: z.number().int().positive().optional(),
};

/** A check that is not judged, with the reason, where the machine has it not. */
export const CheckNeedsSchema = z.strictObject(triedShape);
export type CheckNeeds = z.output<typeof CheckNeedsSchema>;

/** What the machine must have; a lab is skipped, with this as the reason, where no seat has it. */
export const NeedsSchema = z.strictObject({
  /** Names of runtimes that the engine must offer. */
  runtimes: z.array(z.string()).default([]),
  /** The version of cgroups(7). */
  cgroup: z.enum(['2']).optional(),
  /** Any of these. */
  architecture: z.array(z.enum(['amd64', 'arm64'])).optional(),
  /** Compose of this version or a later one: `build.provenance` and `build.sbom`. */
  compose: z.enum(['2.39']).optional(),
  /** A container with SYS_ADMIN may mount sysfs(5) for a network namespace that it made, as `ip netns exec` does. */
  mounts: z.enum(['sysfs']).optional(),
  ...triedShape,
});
export type Needs = z.output<typeof NeedsSchema>;

/** The names of abilities that are asked for: `bpf-lsm`, `ids-65536`. They stand in observations. */
export function abilitiesOf({
  kernel = [],
  bpf = [],
  images,
  lsm = [],
  idRange,
}: CheckNeeds): readonly string[] {
  return [
    ...kernel,
    ...bpf.map((kind) => `bpf-${kind}`),
    ...(images === undefined ? [] : [`images-${images}`]),
    ...lsm.map((name) => `lsm-${name}`),
    ...(idRange === undefined ? [] : [`ids-${idRange}`]),
  ];
}

const modules = { apparmor: 'AppArmor', selinux: 'SELinux', landlock: 'Landlock', yama: 'Yama' } as const;
const programs = { tracing: 'programs for tracing', lsm: 'programs as a security module' } as const;

/** What only trying tells of a machine, in words for whoever has not started yet. Which image store it is, the Engine says. */
export function triedNeedsInWords({ kernel, bpf = [], lsm = [], idRange }: CheckNeeds): readonly string[] {
  return [
    ...(kernel === undefined || kernel.length === 0 ? [] : ['a kernel that tells its types (BTF)']),
    ...(bpf.length === 0 ? [] : [`BPF, ${bpf.map((kind) => programs[kind]).join(' and ')}`]),
    ...lsm.map((name) => `the security module ${modules[name]}`),
    ...(idRange === undefined ? [] : [`${idRange.toLocaleString('en')} user ids for user namespaces`]),
  ];
}

/** All that is needed, in words, what is tried at last. */
export const needsInWords = (needs: Needs): readonly string[] => [
  ...needs.runtimes.map((runtime) => `the runtime ${runtime}`),
  ...(needs.cgroup === undefined ? [] : [`cgroups, version ${needs.cgroup}`]),
  ...(needs.architecture ? [needs.architecture.join(' or ')] : []),
  ...(needs.compose === undefined ? [] : [`Compose ${needs.compose}`]),
  ...(needs.mounts === undefined ? [] : ['containers that may mount sysfs']),
  ...(needs.images === undefined ? [] : ['containerd’s image store']),
  ...triedNeedsInWords(needs),
];

/** Why what is needed is not there; undefined where all of it is. `not-yet` where it was not tried. */
export function whyUnmet(
  needs: CheckNeeds,
  abilities: Readonly<Record<string, Ability>>,
): { readonly reason: string; readonly cause: 'host-lacks' | 'not-yet' } | undefined {
  for (const name of abilitiesOf(needs)) {
    const ability = abilities[name];
    if (!ability) return { reason: 'what it needs of the machine was not tried yet', cause: 'not-yet' };
    if (!ability.has) return { reason: ability.reason, cause: 'host-lacks' };
  }
  return undefined;
}
