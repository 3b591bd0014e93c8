import type { ConnectedEngine } from '../../engine/connect.ts';
import { makeExecHelper } from '../../engine/exec/helper/exec-helper.ts';
import type { Seat } from '../../lab/ports/seat.ts';
import type { SeatClass } from '../../lab/seats/seat-class.ts';
import { seesOurFiles } from '../workbench/sees-our-files.ts';
import { helpedInside } from './helped-inside.ts';
import { connectNested } from './nested-engine.ts';
import { makeNestedSeat } from './nested-seat.ts';
import { type SeatBegan, tellLost } from './report-lost-seat.ts';
import { enterRootless } from './rootless-exec.ts';

/**
 * A seat whose engine answers, before it is somebody's. Disposing closes the connection, and ends the helper in there;
 * so does that of its seats.
 */
export interface OpenedSeat extends AsyncDisposable {
  /** As the seat of this owner. */
  as(id: string): Seat;
  /** Whether its engine answers over the connection that is open. */
  answers(signal?: AbortSignal): Promise<boolean>;
}

export interface OpenedSeatParts {
  readonly outer: ConnectedEngine;
  readonly seatClass: SeatClass;
  readonly container: string;
  readonly slot: number;
  readonly began: SeatBegan;
  /** The folder of workspaces that is bound into the container, if it is. */
  readonly workspacesDir: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Goes into a seat's container that was started, and waits for its engine. */
export async function openSeat(parts: OpenedSeatParts): Promise<OpenedSeat> {
  const { outer, seatClass, container, slot, began, workspacesDir, signal } = parts;
  const entered = await tellLost(seatClass === 'rootless' ? enterRootless(outer, slot) : outer, began);
  const helper = makeExecHelper((request, until) => entered.exec(container, request, until));
  const inside = await tellLost(helpedInside(entered, helper, seatClass), began);
  const reachable = workspacesDir !== undefined && (await seesOurFiles(outer, container, workspacesDir));
  const boundDir = reachable ? workspacesDir : undefined;
  // Last: what fails after it would leave its lines open.
  const engine = await connectNested({ outer, container, entered, helper, ...(signal && { signal }) });
  return {
    as: (id) => makeNestedSeat({ id, seatClass, inside, helper, container, engine, boundDir }),
    answers: (until) =>
      engine.info(until).then(
        () => true,
        () => false,
      ),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}
