import type { ConnectedEngine } from '../engine/connect.ts';
import type { OnProgress } from '../lab/ports/seat.ts';
import { absentError } from '../seats/choice/choose-provider.ts';
import { chooseEngine, type HomeOptions } from './open-seats.ts';

/** The engine on which a home's seats are made; it goes on when this is disposed. */
export interface OuterEngine extends AsyncDisposable {
  readonly engine: ConnectedEngine;
  /** Everything in it is Drydock's. */
  readonly owned: boolean;
  /** Seats have engines of their own, and copy their images from this one. */
  readonly forNested: boolean;
}

/** Starts it where it is ours and stands still. Rejects with `engine-absent` where there is none. */
export async function openOuterEngine(
  options: HomeOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<OuterEngine> {
  await using stack = new AsyncDisposableStack();
  const chosen = stack.use(await chooseEngine(options, { record: true }));
  if (!chosen.offered) throw absentError(chosen.decision);
  const { decision, offered } = chosen;
  const owned = (decision.kind === 'nested' ? decision.outer : decision.kind) === 'embedded';
  const engine = await offered.provider.connect({ onProgress, signal });
  const all = stack.move();
  const forNested = offered.provider.kind === 'nested';
  return { engine, owned, forNested, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
