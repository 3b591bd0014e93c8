import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import { DurationSchema } from '../../lab/general/duration.ts';
import type { IdleRules } from '../../lab/ports/suspension.ts';
import { type SeatClass, SeatClassSchema } from '../../lab/seats/seat-class.ts';
import { type AskedLimits, leastLimits } from '../nested/seat-limits.ts';
import type { SeatNetwork } from '../nested/seat-slot.ts';
import { imageStores, type SeatEngine, seatReleases, usualEngine, usualStoreOf } from '../seat-images.ts';
import { type Audience, defaultClass, requireClass } from './seat-audience.ts';

/**
 * A class that begins at once finds a seat each. More would be memory that lies idle, 40 MiB a seat, and a pool is full
 * again before a second class comes.
 */
const largestPool = 32;

/** What was asked for about seats, as text: options of the command line, or environment variables. */
export interface SeatOptions {
  readonly seatsFor?: string;
  readonly seatClass?: string;
  readonly trustLearners?: boolean;
  readonly seatNetwork?: string;
  readonly seatCpus?: string;
  readonly seatMemory?: string;
  readonly seatPids?: string;
  readonly seatDisk?: string;
  readonly seatPool?: string;
  readonly seatIdle?: string;
  readonly seatStopAfter?: string;
  readonly seatRelease?: string;
  readonly seatImages?: string;
  readonly engineMemory?: string;
}

/** The same, parsed. Limits that are absent are what the audience gets by default; `null` is no limit. */
export interface SeatSettings {
  readonly audience: Audience;
  readonly seatClass: SeatClass;
  readonly trustLearners: boolean;
  readonly network: SeatNetwork;
  readonly limits: AskedLimits;
  /** How many seats are kept ready; absent where nobody said. */
  readonly pool?: number;
  /** What new nested seats have. */
  readonly engine: SeatEngine;
  /** When nested seats are suspended in which nobody is. */
  readonly idle: IdleRules;
  /** What the engine around seats may use, where it is in a container of its own: nobody outside sees that limit. */
  readonly engineMemoryBytes?: number;
}

const unlimited = z.literal('none').transform(() => null);
const number = z.coerce.number();
const size = z
  .string()
  .regex(/^\d+(\.\d+)?[kmgt]?$/i)
  .transform((text) => {
    const unit = /[kmgt]$/i.exec(text)?.[0].toLowerCase() ?? '';
    return Math.round(Number.parseFloat(text) * 1024 ** ['', 'k', 'm', 'g', 't'].indexOf(unit));
  });
const sizeFrom = (least: number) => size.pipe(z.number().min(least));
const inMebibytes = (bytes: number) => `${bytes / 2 ** 20}m`;
/** Why there is a least value, where somebody gives less. */
const needs = 'an engine of its own and a lab need that much';
/** For many, a seat that nobody is in makes room for one that somebody is in; one person's waits for them. */
const usualIdle: Readonly<Record<Audience, IdleRules>> = {
  one: { pauseAfterMs: null, stopAfterMs: 8 * 3_600_000 },
  many: { pauseAfterMs: 30 * 60_000, stopAfterMs: 8 * 3_600_000 },
};

/** Parses the options. Throws `bad-usage`, or `not-allowed` for a class that would not keep these people apart. */
export function parseSeatSettings(options: SeatOptions): SeatSettings {
  const audience = take('--seats-for', z.enum(['one', 'many']), options.seatsFor, 'one or many') ?? 'one';
  const classes = 'privileged, rootless or runtime:NAME';
  const asked = take(
    '--seat-class',
    SeatClassSchema.refine((one) => one !== 'own'),
    options.seatClass,
    classes,
  );
  const seatClass = asked ?? defaultClass(audience);
  const trustLearners = options.trustLearners ?? false;
  requireClass(audience, seatClass, trustLearners);
  const network = take(
    '--seat-network',
    z.enum(['open', 'public', 'closed']),
    options.seatNetwork,
    'open, public or closed',
  );
  const cpus = take(
    '--seat-cpus',
    z.union([unlimited, number.min(leastLimits.cpus)]),
    options.seatCpus,
    `a number such as 1.5, at least ${leastLimits.cpus} (${needs}), or none`,
  );
  const memoryBytes = take(
    '--seat-memory',
    z.union([unlimited, sizeFrom(leastLimits.memoryBytes)]),
    options.seatMemory,
    `a size such as 2g, at least ${inMebibytes(leastLimits.memoryBytes)} (${needs}), or none`,
  );
  const pidsLimit = take(
    '--seat-pids',
    z.union([unlimited, number.int().min(leastLimits.pidsLimit)]),
    options.seatPids,
    `a whole number, at least ${leastLimits.pidsLimit} (${needs}), or none`,
  );
  const diskBytes = take(
    '--seat-disk',
    z.union([unlimited, sizeFrom(leastLimits.diskBytes)]),
    options.seatDisk,
    `a size such as 10g, at least ${inMebibytes(leastLimits.diskBytes)} (${needs}), or none`,
  );
  const pool = take(
    '--seat-pool',
    z.string().regex(/^\d+$/).transform(Number).pipe(z.number().max(largestPool)),
    options.seatPool,
    `a whole number from 0 to ${largestPool}`,
  );
  const pauseAfterMs = take(
    '--seat-idle',
    z.union([unlimited, DurationSchema]),
    options.seatIdle,
    'a time such as 90s, 30m or 2h, or none',
  );
  const stopAfterMs = take(
    '--seat-stop-after',
    z.union([unlimited, DurationSchema]),
    options.seatStopAfter,
    'a time such as 30m, 8h or 2d, or none',
  );
  const release = take(
    '--seat-release',
    z.enum(seatReleases),
    options.seatRelease,
    'trixie (Docker Engine 26.1) or forky (Docker Engine 28.5)',
  );
  const imageStore = take(
    '--seat-images',
    z.enum(imageStores),
    options.seatImages,
    'containerd or graph-driver',
  );
  const engineMemoryBytes = take(
    '--engine-memory',
    sizeFrom(leastLimits.memoryBytes),
    options.engineMemory,
    `a size such as 8g, at least ${inMebibytes(leastLimits.memoryBytes)} (${needs})`,
  );
  const engine: SeatEngine = {
    release: release ?? usualEngine.release,
    imageStore: imageStore ?? usualStoreOf(release ?? usualEngine.release),
  };
  if (seatClass === 'rootless' && (release === 'forky' || imageStore === 'containerd'))
    throw badSetting(
      release === 'forky' ? '--seat-release' : '--seat-images',
      release ?? imageStore ?? '',
      'trixie with graph-driver: a newer Engine does not run in rootless seats',
    );
  return {
    audience,
    seatClass,
    trustLearners,
    network: network ?? (audience === 'one' ? 'open' : 'public'),
    engine,
    ...(pool !== undefined && { pool }),
    ...(engineMemoryBytes !== undefined && { engineMemoryBytes }),
    limits: {
      ...(cpus !== undefined && { cpus }),
      ...(memoryBytes !== undefined && { memoryBytes }),
      ...(pidsLimit !== undefined && { pidsLimit }),
      ...(diskBytes !== undefined && { diskBytes }),
    },
    idle: {
      ...usualIdle[audience],
      ...(pauseAfterMs !== undefined && { pauseAfterMs }),
      ...(stopAfterMs !== undefined && { stopAfterMs }),
    },
  };
}

function take<T extends z.ZodType>(
  name: string,
  schema: T,
  value: string | undefined,
  expected: string,
): z.output<T> | undefined {
  if (value === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badSetting(name, value, expected);
}

function badSetting(name: string, value: string, expected: string): DrydockError {
  return new DrydockError('bad-usage', {
    message: `${name} cannot be ${JSON.stringify(value)}.`,
    fix: `Give ${expected}.`,
  });
}
