import { join } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';
import type { SeatClass } from '../../lab/seats/seat-class.ts';
import type { OuterKind, SeatKind } from '../../lab/seats/seat-kind.ts';
import type { EmbeddedOptions } from '../embedded/embedded-engine.ts';
import { makeEmbeddedProvider } from '../embedded/embedded-provider.ts';
import type { HomePaths } from '../home.ts';
import { findHomeId, readHomeId } from '../home.ts';
import { makeHostProvider } from '../host/host-provider.ts';
import { makeNestedProvider } from '../nested/nested-provider.ts';
import type { SeatProvider } from '../seat-provider.ts';
import type { OfferedSeats } from './choose-seat.ts';
import type { EngineDecision } from './decide.ts';
import { decideEngine } from './decide.ts';
import type { EngineFacts } from './engine-facts.ts';
import { gatherEngineFacts } from './engine-facts.ts';
import { recordChoice } from './recorded-choice.ts';
import { refuseClass } from './seat-audience.ts';
import { parseSeatSettings, type SeatSettings } from './seat-settings.ts';

export interface ChooseOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly paths: HomePaths;
  /** `--engine`. */
  readonly asked?: SeatKind;
  readonly references: readonly string[];
  readonly confirmInstall?: EmbeddedOptions['confirmInstall'];
  /** Where workspaces are; `workspaces` in the home by default. */
  readonly workspacesDir?: string;
  /** False only looks: the decision is not written into the home. */
  readonly record?: boolean;
  /** For whom seats are, and of what kind; one person's by default. */
  readonly seats?: SeatSettings;
}

type Absent = Extract<EngineDecision, { kind: 'absent' }>;

/** Disposing lets go of the connections of all its providers, the engine around nested seats included. */
export type ChosenEngine = AsyncDisposable & {
  readonly facts: EngineFacts;
  readonly seats: SeatSettings;
} & (
    | { readonly decision: Exclude<EngineDecision, Absent>; readonly offered: OfferedSeats }
    | { readonly decision: Absent; readonly offered: undefined }
  );

/**
 * Gathers facts, decides, records the decision in the home (unless told not to) and makes the providers. Starts
 * nothing.
 */
export async function chooseSeatProvider(options: ChooseOptions): Promise<ChosenEngine> {
  const { env, paths, asked, references, seats = parseSeatSettings({}) } = options;
  // Whatever engine there is: what the home has is found there by its name.
  findHomeId(paths.home);
  const facts = await gatherEngineFacts({ env, paths, references, ...(asked && { asked }) });
  const decision = decideEngine(facts);
  if (decision.kind === 'absent')
    return { facts, decision, offered: undefined, seats, [Symbol.asyncDispose]: async () => undefined };
  const outerKind = decision.kind === 'nested' ? decision.outer : decision.kind;
  if (options.record !== false) {
    await recordChoice(paths.home, {
      kind: decision.kind,
      ...(decision.kind === 'nested' && { outer: decision.outer }),
    });
  }
  const homeId = await readHomeId(paths.home);
  const workspacesDir = options.workspacesDir ?? join(paths.home, 'workspaces');
  const outer = makeOuter(outerKind, facts, { homeId, workspacesDir }, options);
  const ofClass = (seatClass: SeatClass) => {
    const { audience, network, limits, engine } = seats;
    const given = { audience, network, limits, engine };
    return makeNestedProvider({ outer, homeId, workspacesDir, seatClass, ...given });
  };
  const nested = ofClass(seats.seatClass);
  const mayBePowerful =
    seats.seatClass !== 'privileged' && !refuseClass(seats.audience, 'privileged', seats.trustLearners);
  const powerful = mayBePowerful ? ofClass('privileged') : undefined;
  return {
    facts,
    decision,
    offered: { provider: decision.kind === 'nested' ? nested : outer, nested, powerful, seats },
    seats,
    async [Symbol.asyncDispose]() {
      await powerful?.[Symbol.asyncDispose]();
      await nested[Symbol.asyncDispose]();
      await outer[Symbol.asyncDispose]();
    },
  };
}

function makeOuter(
  kind: OuterKind,
  facts: EngineFacts,
  ours: { readonly homeId: string; readonly workspacesDir: string },
  options: ChooseOptions,
): SeatProvider {
  const { paths, confirmInstall } = options;
  if (kind === 'embedded')
    return makeEmbeddedProvider({ paths, ...ours, ...(confirmInstall && { confirmInstall }) });
  if (facts.docker.state !== 'reachable') {
    throw new DrydockError('internal', {
      message: 'The Docker of this machine was chosen and does not answer.',
    });
  }
  return makeHostProvider({ endpoint: facts.docker.docker.endpoint, ...ours });
}

/** The error of a decision that there is no engine, with all that can be typed to get one. */
export function absentError(decision: Absent): DrydockError {
  const fix = decision.advice.map(({ title, commands }) =>
    [`${title}:`, ...commands.map((one) => `  ${one}`)].join('\n'),
  );
  return new DrydockError('engine-absent', { message: decision.why, fix: fix.join('\n') });
}
