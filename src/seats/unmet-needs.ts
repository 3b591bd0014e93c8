import type { EngineInfo } from '../lab/ports/engine.ts';
import type { SeatRequirement } from '../lab/ports/seat-directory.ts';
import type { KernelReport } from './report/kernel-report.ts';
import { composeOf, type ImageStore, type SeatRelease } from './seat-images.ts';

/**
 * What the lab needs and the kernel of the engine's host lacks, read where it tells of itself; undefined where that says
 * nothing. What is there is tried again as the lab starts: that the kernel names a module is no promise.
 */
export function unmetByKernel(
  { kernel: wanted = [], lsm = [] }: SeatRequirement['needs'],
  { release, btf, lsms }: Pick<KernelReport, 'release' | 'btf' | 'lsms'>,
): { reason: string; fix: string } | undefined {
  if (wanted.includes('btf') && !btf)
    return {
      reason: `The lab needs a kernel that tells its types, and ${release} has no /sys/kernel/btf/vmlinux.`,
      fix: 'Use a kernel with CONFIG_DEBUG_INFO_BTF.',
    };
  // `capability` is in every list of the kernel's own: without it, what stands here was pieced together.
  const absent = lsms.includes('capability') ? lsm.find((name) => !lsms.includes(name)) : undefined;
  if (absent !== undefined)
    return {
      reason: `The lab needs the security module ${absent}, and the kernel runs ${lsms.join(', ')}.`,
      fix: `Boot with ${absent} in the parameter lsm= of the kernel, or use a machine that has it.`,
    };
  return undefined;
}

/** The same of the image store of nested seats, which is chosen before there is one; undefined where that is met. */
export function unmetByStore(
  { images }: SeatRequirement['needs'],
  store: ImageStore | undefined,
): { reason: string; fix: string } | undefined {
  if (images !== 'containerd' || store !== 'graph-driver') return undefined;
  return {
    reason:
      'The lab needs containerd’s image store, which keeps what is attested of images, and the engine of its seat would keep images by its storage driver.',
    fix: 'Start with --seat-images containerd. Rootless seats have the other store.',
  };
}

/** The same of Compose: only a nested seat with the newer Engine has the newer one; undefined where that is met. */
export function unmetByCompose(
  { compose }: SeatRequirement['needs'],
  release: SeatRelease = 'trixie',
): { reason: string; fix: string } | undefined {
  if (compose === undefined || release === 'forky') return undefined;
  return {
    reason: `The lab needs Compose ${compose}, whose builds say what becomes of their statements, and the seat has ${composeOf[release]}.`,
    fix: 'Start without --seat-release trixie, in privileged nested seats.',
  };
}

/** What the lab needs and the engine lacks, with how to get it; undefined where all needs are met. */
export function unmetNeed(
  { needs }: Pick<SeatRequirement, 'needs'>,
  info: EngineInfo,
): { reason: string; fix: string } | undefined {
  const runtime = needs.runtimes.find((name) => !info.runtimes.includes(name));
  if (runtime !== undefined)
    return {
      reason: `The lab needs the runtime ${runtime}, and the engine offers ${info.runtimes.join(', ')}.`,
      fix: `Install ${runtime} and register it in the engine's daemon.json, or use an engine of Drydock's own: npm start -- --engine nested`,
    };
  if (needs.cgroup !== undefined && needs.cgroup !== info.cgroupVersion)
    return {
      reason: `The lab needs cgroup v${needs.cgroup}, and this machine runs v${info.cgroupVersion}.`,
      fix: 'Boot with systemd.unified_cgroup_hierarchy=1, or use a newer distribution.',
    };
  if (needs.architecture && !needs.architecture.some((name) => name === info.architecture))
    return {
      reason: `The lab runs on ${needs.architecture.join(' or ')}, and this engine is ${info.architecture}.`,
      fix: 'Use a machine of that architecture.',
    };
  if (needs.images === 'containerd' && info.imageStore !== 'containerd')
    return {
      reason: `The lab needs containerd’s image store, which keeps what is attested of images, and the engine keeps its images by ${info.storageDriver}.`,
      fix: 'Set "features": {"containerd-snapshotter": true} in the engine’s daemon.json and start it again; images have to be fetched anew.',
    };
  return undefined;
}
