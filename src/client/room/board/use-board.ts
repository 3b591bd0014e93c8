import { useEffect, useState } from 'preact/hooks';
import type { ErrorReport } from '../../../lab/errors.ts';
import { type BoardEvent, BoardEventSchema } from '../../../lab/wire/board.ts';
import type { Connection } from '../../core/connection.ts';
import { holdStream, type LineEvent } from '../../core/held-stream.ts';
import { type BoardModel, foldBoard } from './board-model.ts';

export interface FollowedBoard {
  readonly model: BoardModel | undefined;
  readonly line: LineEvent['state'] | undefined;
  /** When the line was last open. */
  readonly heardAt: Date | undefined;
  readonly refusal: ErrorReport | undefined;
}

const nothing: FollowedBoard = { model: undefined, line: undefined, heardAt: undefined, refusal: undefined };

/** A board as it changes, while it is shown. */
export function useBoard(connection: Connection, session: string): FollowedBoard {
  const [board, setBoard] = useState(nothing);
  useEffect(() => {
    setBoard(nothing);
    return followBoard(connection, session, (event) => {
      if (event.type === 'line')
        setBoard((before) => ({
          ...before,
          line: event.state,
          refusal: event.refusal,
          heardAt: event.state === 'open' || before.line === 'open' ? new Date() : before.heardAt,
        }));
      else setBoard((before) => ({ ...before, model: foldBoard(before.model, event) }));
    });
  }, [connection, session]);
  return board;
}

/** Tells what changes on a board until what it returns is called. */
export const followBoard = (
  connection: Connection,
  session: string,
  tell: (event: BoardEvent | LineEvent) => void,
): (() => void) =>
  holdStream<BoardEvent>(connection, {
    open: (signal, onOpen) =>
      connection.api.follow({ name: 'boardEvents', call: { session }, parse }, signal, onOpen),
    tell,
    final: [403, 404],
  });

const parse = (frame: string): BoardEvent => BoardEventSchema.parse(JSON.parse(frame));
