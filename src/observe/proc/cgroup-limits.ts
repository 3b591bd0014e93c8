import type { Fact } from '../../lab/observation/fact.ts';
import type { ObservedLimits } from '../../lab/observation/observation.ts';

/** From here on a limit of cgroup v1 stands for none: it is the largest multiple of a page that it can hold. */
export const noMemoryLimitV1 = 2 ** 62;

/**
 * The limits and the use of a cgroup, by the texts of its files, v1 or v2: cgroups(7), cgroup-v2.rst of the kernel.
 * A file that is missing makes all of it unknown: a limit that was not seen must not look like none.
 */
export function parseCgroupLimits(read: (file: string) => string | undefined): Fact<ObservedLimits> {
  const number = (file: string) => parseAmount(read(file));
  const memoryV1 = number('memory.limit_in_bytes');
  const memoryBytes =
    memoryV1 === undefined ? number('memory.max') : memoryV1 >= noMemoryLimitV1 ? 0 : memoryV1;
  const memoryUsedBytes = number('memory.usage_in_bytes') ?? number('memory.current');
  const cpus = parseCpus(read);
  const pids = number('pids.max');
  const pidsUsed = number('pids.current');
  if (memoryBytes === undefined || memoryUsedBytes === undefined) return notSeen('memory');
  if (cpus === undefined) return notSeen('CPUs');
  if (pids === undefined || pidsUsed === undefined) return notSeen('processes');
  return { source: 'kernel', value: { memoryBytes, memoryUsedBytes, cpus, pids, pidsUsed } };
}

function parseCpus(read: (file: string) => string | undefined): number | undefined {
  const [quota, period] = read('cpu.max')?.trim().split(' ') ?? [
    read('cpu.cfs_quota_us')?.trim(),
    read('cpu.cfs_period_us')?.trim(),
  ];
  if (quota === 'max' || quota === '-1') return 0;
  const cpus = Number(quota) / Number(period);
  return Number.isFinite(cpus) && cpus > 0 ? Math.round(cpus * 1000) / 1000 : undefined;
}

/** `max` is no limit, which an observation writes as 0. */
function parseAmount(text: string | undefined): number | undefined {
  const amount = text?.trim();
  if (amount === 'max') return 0;
  return amount !== undefined && /^\d+$/.test(amount) ? Number(amount) : undefined;
}

function notSeen(what: string): Fact<never> {
  return {
    source: 'unknown',
    reason: `the cgroup files with the limit of ${what} could not be read`,
    cause: 'host-lacks',
  };
}
