import { showJoinCode } from '../../../lab/sessions/join-code.ts';
import type { Connection } from '../../core/connection.ts';
import { joinLink } from '../join-address.ts';
import { QrCode } from '../qr-code.tsx';
import { boardHash } from './board-address.ts';
import { type BoardModel, mayDo } from './board-model.ts';
import type { BookPart } from './book-parts.ts';
import { CatchUpButton } from './catch-up-button.tsx';
import { ExportButton } from './export-button.tsx';
import { NoticeButton } from './notice-button.tsx';
import { SessionControls } from './session-controls.tsx';
import { SessionFacts } from './session-facts.tsx';
import { SettingsButton } from './session-settings.tsx';
import { ShowButton } from './show-button.tsx';
import { type Showing, ShowTerminalButton } from './show-terminal.tsx';

interface HeadProps {
  readonly connection: Connection;
  readonly model: BoardModel;
  readonly now: Date;
  readonly book: readonly BookPart[];
  readonly isProjected: boolean;
  readonly showing: Showing;
  readonly show: (showing: Showing) => void;
}

/** What session it is, how it is joined, and what can be done to it as a whole. */
export function BoardHead(props: HeadProps) {
  const { connection, model, now, book, isProjected, showing, show } = props;
  const { session } = model;
  const facts = (
    <p class="dd-board-facts">
      <SessionFacts session={session} now={now} />
      {!isProjected && (
        <>
          <span class="dd-quiet">{session.course.title}</span>
          <a href="#/">All sessions</a>
        </>
      )}
    </p>
  );
  if (isProjected)
    return (
      <div class="dd-board-head">
        <div>
          <h1>{session.title}</h1>
          {facts}
        </div>
        <a class="dd-button" href={boardHash(session.id)}>
          Leave projector view
        </a>
      </div>
    );
  return (
    <div class="dd-board-head">
      <div class="dd-board-about">
        {facts}
        <div class="dd-room-actions">
          {mayDo(model, 'notice.send') && (
            <NoticeButton connection={connection} model={model} book={book} now={now} />
          )}
          {mayDo(model, 'room.show') && <ShowButton connection={connection} model={model} book={book} />}
          {mayDo(model, 'catch-up.offer') && <CatchUpButton connection={connection} model={model} />}
          <a class="dd-button" href={boardHash(session.id, 'projector')}>
            Projector view
          </a>
          {mayDo(model, 'mirror.show') && (
            <ShowTerminalButton connection={connection} model={model} showing={showing} show={show} />
          )}
          <ExportButton connection={connection} model={model} />
          {mayDo(model, 'session.change') && (
            <>
              <SettingsButton connection={connection} session={session} book={book} />
              <SessionControls connection={connection} session={session} />
            </>
          )}
        </div>
      </div>
      {session.code !== undefined && session.phase !== 'ended' && (
        <div class="dd-board-code">
          <div>
            <p class="dd-quiet" id="dd-code-is">
              Code to join
            </p>
            <p class="dd-code" aria-describedby="dd-code-is">
              {showJoinCode(session.code)}
            </p>
            <a class="dd-button" href={boardHash(session.id, 'code')}>
              Show code
            </a>
          </div>
          <QrCode text={joinLink(session.code)} label="Address to join as a QR code" />
        </div>
      )}
    </div>
  );
}
