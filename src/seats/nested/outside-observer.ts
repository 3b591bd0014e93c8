import type { StartProcess } from '../../engine/exec/command.ts';
import { type ExecHelper, makeExecHelper } from '../../engine/exec/helper/exec-helper.ts';
import type { ContainerSpec, Engine, EngineInfo } from '../../lab/ports/engine.ts';
import { seatIdOf } from '../choice/seat-id.ts';
import { homeLabel, roleLabel, seatLabel } from '../labels.ts';
import { probeContainer } from '../probe-container.ts';

/** What the engine around seats is asked. */
type Around = Pick<Engine, 'info' | 'ensureContainer' | 'exec' | 'removeLabelled'>;

export interface OutsideObserverParts {
  /** The engine on which seats are made. */
  readonly openEngine: (signal: AbortSignal) => Promise<Around>;
  readonly homeId: string;
}

/** All graders may begin at once, each with a new seat. */
const helloMs = 60_000;

/** Whose it is, among the seats of parties. No party of the store has such an id. */
export const observerParty = 'GRADING';

/**
 * The container on the engine around the seats of graders from which they are looked at, one for all of a home: none of
 * our programs in it says anything of one seat to another. It is made at the first look, and made again where it is gone.
 * Disposing removes it.
 */
export class OutsideObserver implements AsyncDisposable {
  readonly #parts: OutsideObserverParts;
  readonly #helper: ExecHelper;
  /** On which engine it was made last. */
  #around: Around | undefined;

  constructor(parts: OutsideObserverParts) {
    this.#parts = parts;
    this.#helper = makeExecHelper((request, signal) => this.#exec(request, signal), helloMs);
  }

  /** Starts a program in it, as root of the engine's host with few capabilities. */
  readonly start: StartProcess = (request, signal) => this.#helper.start(request, signal);

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#helper[Symbol.asyncDispose]();
    await this.#around?.removeLabelled({
      [homeLabel]: this.#parts.homeId,
      [seatLabel]: observerSeat,
      [roleLabel]: 'probe',
    });
  }

  readonly #exec: StartProcess = async (request, signal = AbortSignal.any([])) => {
    const { openEngine, homeId } = this.#parts;
    const around = await openEngine(signal);
    this.#around = around;
    const container = await around.ensureContainer(observer(homeId, await around.info(signal)), signal);
    return around.exec(container, { ...request, cwd: '/' }, signal);
  };
}

const observerSeat = seatIdOf(observerParty, { kind: 'nested' }, { audience: 'many' });

/** As the probe of an engine of our own, and may put a network down. It looks at as many seats at once as there are graders. */
function observer(homeId: string, info: EngineInfo): ContainerSpec {
  const spec = probeContainer(homeId, observerSeat, info, 'embedded');
  return {
    ...spec,
    capAdd: [...(spec.capAdd ?? []), 'NET_ADMIN'],
    memoryBytes: 1024 * 1024 * 1024,
    pidsLimit: 256,
    restart: 'no',
  };
}
