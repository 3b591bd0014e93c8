import type { EngineInfo } from '../lab/ports/engine.ts';
import type { SeatRequirement } from '../lab/ports/seat-directory.ts';

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
