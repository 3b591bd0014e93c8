import type { EngineInfo } from '../../lab/ports/engine.ts';
import type { Audience } from '../choice/seat-audience.ts';

/** What one seat may use of its machine. Absent: no limit. Memory is memory and swap together. */
export interface SeatLimits {
  readonly memoryBytes?: number;
  readonly cpus?: number;
  readonly pidsLimit?: number;
  /** Of all that the seat stores: images, containers, volumes, files of workspaces that are synced. */
  readonly diskBytes?: number;
}

/** Limits as they are asked for: `null` is no limit, absent is the default. */
export type AskedLimits = { readonly [K in keyof SeatLimits]?: SeatLimits[K] | null };

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/**
 * With less a seat does not come up, or nothing can be done in it: its engine alone takes some 140 MB of memory and 60
 * processes and threads before anything runs, its file system and the image of the first lab some 300 MB of the disk.
 */
export const leastLimits = {
  memoryBytes: 256 * mebibyte,
  cpus: 0.1,
  pidsLimit: 200,
  diskBytes: 512 * mebibyte,
} as const satisfies Required<SeatLimits>;

/**
 * What a seat gets where nobody says otherwise. One person's runaway lab leaves the machine usable; among many,
 * nobody takes more than a small share, and the disk of all is safe from each.
 */
function defaultLimits(audience: Audience, info: Pick<EngineInfo, 'cpus' | 'memoryBytes'>): SeatLimits {
  if (audience === 'one') return { memoryBytes: Math.floor(info.memoryBytes * 0.75), pidsLimit: 8192 };
  return {
    memoryBytes: Math.min(2 * gibibyte, Math.floor(info.memoryBytes / 2)),
    cpus: Math.max(1, info.cpus / 2),
    pidsLimit: 1024,
    diskBytes: 10 * gibibyte,
  };
}

/** The limits of a seat: what was asked for, and the usual ones. */
export function limitsOf(
  audience: Audience,
  info: Pick<EngineInfo, 'cpus' | 'memoryBytes'>,
  asked: AskedLimits = {},
): SeatLimits {
  const { memoryBytes, cpus, pidsLimit, diskBytes } = { ...defaultLimits(audience, info), ...asked };
  return {
    ...(typeof memoryBytes === 'number' && { memoryBytes }),
    ...(typeof cpus === 'number' && { cpus }),
    ...(typeof pidsLimit === 'number' && { pidsLimit }),
    ...(typeof diskBytes === 'number' && { diskBytes }),
  };
}
