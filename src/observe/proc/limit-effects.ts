import type { Fact, UnknownCause } from '../../lab/observation/fact.ts';
import type { LimitEffects } from '../../lab/observation/observation.ts';
import { unknown } from '../unknown.ts';
import { noMemoryLimitV1 } from './cgroup-limits.ts';

/**
 * What the limits of a cgroup did, by the texts of its files, v1 or v2: memory.oom_control, memory.memsw, pids.events
 * and cpu.stat of the kernel's cgroup-v1, cgroup-v2.rst. Each by itself, since a kernel or an engine may lack a
 * controller.
 */
export function parseLimitEffects(read: (file: string) => string | undefined): LimitEffects {
  const count = (file: string, name: string) => parseCount(read(file), name);
  const kills = count('memory.oom_control', 'oom_kill') ?? count('memory.events', 'oom_kill');
  const refused = count('pids.events', 'max');
  const periods = count('cpu.stat', 'nr_periods');
  const throttled = count('cpu.stat', 'nr_throttled');
  const nanoseconds = count('cpu.stat', 'throttled_time');
  const microseconds = count('cpu.stat', 'throttled_usec');
  const throttledMs = nanoseconds === undefined ? (microseconds ?? Number.NaN) / 1e3 : nanoseconds / 1e6;
  const isTold = periods !== undefined && throttled !== undefined && Number.isFinite(throttledMs);
  return {
    oomKills: told(kills, 'kills for memory'),
    pidsRefused: told(refused, 'refused processes'),
    throttling: told(isTold ? { periods, throttled, throttledMs } : undefined, 'the processor'),
    swapBytes: told(parseSwap(read), 'swap'),
  };
}

/** All of it unknown, for one reason. */
export function unknownEffects(reason: string, cause?: UnknownCause): LimitEffects {
  const fact = unknown(reason, cause);
  return { oomKills: fact, pidsRefused: fact, throttling: fact, swapBytes: fact };
}

/** v1 limits memory and swap together; a file that is missing says that the kernel does not count swap. */
function parseSwap(read: (file: string) => string | undefined): number | null | undefined {
  const swap = read('memory.swap.max')?.trim();
  if (swap !== undefined) return swap === 'max' ? null : parseNumber(swap);
  const both = parseNumber(read('memory.memsw.limit_in_bytes')?.trim());
  const memory = parseNumber(read('memory.limit_in_bytes')?.trim());
  if (both === undefined || memory === undefined) return undefined;
  return both >= noMemoryLimitV1 ? null : Math.max(0, both - memory);
}

function parseCount(text: string | undefined, name: string): number | undefined {
  const line = text?.split('\n').find((each) => each.startsWith(`${name} `));
  return parseNumber(line?.slice(name.length + 1).trim());
}

function parseNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function told<T>(value: T | undefined, what: string): Fact<T> {
  return value === undefined
    ? unknown(`no file of its cgroup that counts ${what} could be read`)
    : { source: 'kernel', value };
}
