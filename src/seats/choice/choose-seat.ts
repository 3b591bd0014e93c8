/** Where a lab runs, of what a home has. Pure: the page, the start of a lab and `drydock doctor` say the same. */
import { triedNeedsInWords } from '../../lab/manifest/needs.ts';
import type { EngineInfo } from '../../lab/ports/engine.ts';
import type { SeatRequirement } from '../../lab/ports/seat-directory.ts';
import type { Runnable } from '../../lab/wire/host.ts';
import { refuseLab } from '../classes/refuse-lab.ts';
import type { KernelReport } from '../report/kernel-report.ts';
import type { SeatProvider } from '../seat-provider.ts';
import { unmetByCompose, unmetByKernel, unmetByStore, unmetNeed } from '../unmet-needs.ts';
import type { SeatSettings } from './seat-settings.ts';

/** Of a provider, what decides. */
export type SeatTraits = Pick<SeatProvider, 'kind' | 'seatClass' | 'owned' | 'imageStore' | 'release'>;

/** The kinds of seats that a home has to give. */
export interface OfferedSeats<Provider extends SeatTraits = SeatProvider> {
  /** Of the engine that was chosen. */
  readonly provider: Provider;
  /** Apart from it, for labs that must not touch it; the same one where nested was chosen. */
  readonly nested: Provider;
  /** Of a class with more powers, for labs that the class of `nested` cannot run; absent where nobody may. */
  readonly powerful?: Provider | undefined;
  /** For whom they are: one person unless said. */
  readonly seats?: Pick<SeatSettings, 'audience' | 'trustLearners' | 'pool'> | undefined;
}

/** Who seats are for where nobody says it. */
export const forOne = { audience: 'one', trustLearners: false } as const;

/** The provider whose seat a lab gets, or why it gets none. */
export type SeatChoice<Provider extends SeatTraits = SeatProvider> =
  | { readonly provider: Provider; readonly refusal?: undefined }
  | { readonly provider?: undefined; readonly refusal: { readonly reason: string; readonly fix: string } };

/**
 * The first that suits, in the order of the offer. `engine` is the one on which seats are made; what it lacks is not
 * known while it does not run, and asked again of the seat. `kernel` is that of the engine's host, where it can be read.
 */
export function chooseSeat<Provider extends SeatTraits>(
  requirement: SeatRequirement,
  { provider, nested, powerful, seats = forOne }: OfferedSeats<Provider>,
  engine: EngineInfo | undefined,
  kernel?: KernelReport,
): SeatChoice<Provider> {
  const unmet = (needs: SeatRequirement['needs']) => engine && unmetNeed({ needs }, engine);
  // No seat on this machine has another kernel or processor. A runtime or an image store, a nested one brings.
  const { images: _, ...ofMachine } = requirement.needs;
  const machine =
    unmet({ ...ofMachine, runtimes: [] }) ?? (kernel && unmetByKernel(requirement.needs, kernel));
  if (machine) return { refusal: machine };
  const lackOf = (each: Provider) =>
    refuseLab(requirement, each, seats) ??
    (each.kind === 'nested' ? unmetByStore(requirement.needs, each.imageStore) : unmet(requirement.needs)) ??
    unmetByCompose(requirement.needs, each.release);
  if (!lackOf(provider)) return { provider };
  // What a nested seat lacks is the better reason: the lab would have gone there.
  const refusal = lackOf(nested);
  if (!refusal) return { provider: nested };
  return powerful && !lackOf(powerful) ? { provider: powerful } : { refusal };
}

/** The same as the page and the command line are told it, with what is still to be tried. */
export function toRunnable(
  { provider, refusal }: SeatChoice<SeatTraits>,
  { needs }: Pick<SeatRequirement, 'needs'>,
): Runnable {
  if (refusal) return { ok: false, ...refusal };
  const tried = triedNeedsInWords(needs);
  return { ok: true, seat: provider.kind, ...(tried.length > 0 && { tried: [...tried] }) };
}

/** Each provider once. */
export const providersOf = <Provider extends SeatTraits>({
  provider,
  nested,
  powerful,
}: OfferedSeats<Provider>): readonly Provider[] => [
  ...new Set([provider, nested, ...(powerful ? [powerful] : [])]),
];
