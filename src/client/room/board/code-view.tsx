import { showJoinCode } from '../../../lab/sessions/join-code.ts';
import type { SessionView } from '../../../lab/wire/sessions.ts';
import { phaseWords, timeWords, zoneHere } from '../../core/session-words.ts';
import { isOnlyHere, joinAddress, joinLink } from '../join-address.ts';
import { QrCode } from '../qr-code.tsx';
import { boardHash } from './board-address.ts';
import { LineState } from './line-state.tsx';
import type { FollowedBoard } from './use-board.ts';

interface CodeProps {
  readonly session: SessionView;
  readonly now: Date;
  readonly board: FollowedBoard;
}

/** For the wall: where to go, what to type, and how many are in. */
export function CodeView({ session, now, board }: CodeProps) {
  const { code, phase } = session;
  const isOver = phase === 'ended';
  return (
    <div class="dd-code-view">
      <h1>{session.title}</h1>
      <p class="dd-board-facts">
        {phase !== 'open' && (
          <span class="dd-phase" data-phase={phase}>
            {phaseWords[phase]}
          </span>
        )}
        <span>{timeWords(session, now, zoneHere())}</span>
      </p>
      {isOver && <p>Nobody can join this session any more.</p>}
      {!isOver && code === undefined && <p>Who may let others in is shown the code here. You are not.</p>}
      {!isOver && code !== undefined && (
        <div class="dd-code-both">
          <div>
            <p class="dd-code-step">Go to</p>
            <p class="dd-code-address">{joinAddress()}</p>
            <p class="dd-code-step">and type</p>
            <p class="dd-code">{showJoinCode(code)}</p>
          </div>
          <QrCode text={joinLink(code)} label="Address to join as a QR code" />
        </div>
      )}
      <p class="dd-code-joined" role="status">
        <strong>{session.joined}</strong> of {session.capacity} joined
      </p>
      {!isOver && code !== undefined && isOnlyHere() && (
        <p class="dd-note">
          This page was opened by an address of this machine, which leads other devices to themselves. Open it
          by the address that they use: the server prints it where it is started for others.
        </p>
      )}
      <LineState board={board} zone={session.course.zone} now={now} />
      <p>
        <a class="dd-button" href={boardHash(session.id)}>
          Back to the board
        </a>
      </p>
    </div>
  );
}
