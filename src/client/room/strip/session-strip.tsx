/** The strip of a session that was joined: below the header of every page, loaded only in a browser that joined one. */
import './strip.css';
import { h, render } from 'preact';
import { useState } from 'preact/hooks';
import type { MySession } from '../../../lab/wire/sessions.ts';
import type { Connection } from '../../core/connection.ts';
import { type FollowedSession, followMySession } from '../../core/my-session.ts';
import { phaseWords, timeWords, zoneHere } from '../../core/session-words.ts';
import { bookHref } from '../../page/book-root.ts';
import { useCell } from '../../parts/use-cell.ts';
import { useLabTitles } from '../../parts/use-lab-titles.ts';
import { useNow } from '../../parts/use-now.ts';
import { Asks } from './asks.tsx';
import { CatchUpCard } from './catch-up-card.tsx';
import { HandButton } from './hand-button.tsx';
import { LatestNotice } from './latest-notice.tsx';
import { Pointers } from './pointers.tsx';
import { SessionMenu } from './session-menu.tsx';
import { ShownCard } from './shown-card.tsx';
import { ShownTerminal } from './shown-terminal.tsx';
import { WatchedBar } from './watched-bar.tsx';

export function showStrip(connection: Connection, element: HTMLElement): void {
  // A copy on a host of static pages has no session, whatever this browser remembers of its address.
  connection.reach.listen((now) => {
    const { dataset } = document.documentElement;
    if (now === 'reading') delete dataset.joined;
    // A first question that got no answer told nothing.
    else if (now === 'signed-in') dataset.joined = '';
  });
  render(h(Strip, { connection, followed: followMySession(connection) }), element);
}

interface StripProps {
  readonly connection: Connection;
  readonly followed: FollowedSession;
}

/** Nothing of a page depends on it, so that it says by itself what it cannot know. */
function Strip({ connection, followed }: StripProps) {
  const mine = useCell(followed.session);
  const line = useCell(followed.line);
  const reach = useCell(connection.reach);
  if (reach === 'signed-out' || reach === 'ended' || line === 'ended')
    return (
      <p class="dd-strip-say">
        You are not in the session any more. <a href={bookHref('/join/')}>Join again</a>, or open your
        personal link.
      </p>
    );
  if (mine === undefined)
    return (
      <p class="dd-strip-say">
        {reach === 'lost' || line === 'lost' ? 'The server does not answer. Trying again.' : ''}
      </p>
    );
  return <Row connection={connection} mine={mine} isLost={line === 'lost'} />;
}

interface RowProps {
  readonly connection: Connection;
  readonly mine: MySession;
  readonly isLost: boolean;
}

function Row({ connection, mine, isLost }: RowProps) {
  const now = useNow(10_000);
  const { session, alias, hand, notices, shares, pointers, mirror, agreed, asksAgain } = mine;
  const asks = shares.filter(({ state }) => state === 'asked');
  const [isMenuOpen, setMenuOpen] = useState(false);
  const titleOf = useLabTitles(connection, isMenuOpen || asks.length > 0);
  const isOpen = session.phase === 'open';
  return (
    <>
      <p class="dd-strip-what">
        <strong>{session.title}</strong>
        <span class="dd-strip-name">{alias}</span>
        {!isOpen && (
          <span class="dd-phase" data-phase={session.phase}>
            {phaseWords[session.phase]}
          </span>
        )}
        <span class="dd-strip-time">
          {isLost ? 'trying to reach the server' : <Times words={timeWords(session, now, zoneHere())} />}
        </span>
      </p>
      <HandButton connection={connection} hand={hand} canRaise={session.phase !== 'ended'} />
      {mirror !== undefined && (
        <ShownTerminal key={mirror.id} connection={connection} session={session.id} mirror={mirror} />
      )}
      <SessionMenu
        connection={connection}
        mine={mine}
        now={now}
        titleOf={titleOf}
        onOpen={() => setMenuOpen(true)}
      />
      <WatchedBar connection={connection} shares={shares} />
      <div class="dd-strip-notes">
        {asksAgain && !asksItself() && (
          <div class="dd-notice">
            <p class="dd-notice-text">
              {agreed === undefined
                ? 'You do not agree to what is kept of you here.'
                : 'What is kept of you here has changed.'}{' '}
              <a href={bookHref('/my-data/')}>Read it, and agree</a> to go on.
            </p>
          </div>
        )}
        <Asks connection={connection} asks={asks} titleOf={titleOf} />
        <Pointers connection={connection} pointers={pointers} />
        <LatestNotice
          person={connection.person}
          notice={notices.at(-1)}
          now={now}
          zone={session.course.zone}
        />
      </div>
      <RoomCards connection={connection} mine={mine} />
    </>
  );
}

/** The page that is opened to agree says so itself. */
const asksItself = (): boolean => document.querySelector('drydock-my-data') !== null;

/** What the room puts on this page. */
function RoomCards({ connection, mine: { shown, catchUps, session } }: Omit<RowProps, 'isLost'>) {
  return (
    <div class="dd-room-cards">
      {session.phase === 'open' &&
        catchUps.map((catchUp) => <CatchUpCard key={catchUp.id} connection={connection} catchUp={catchUp} />)}
      {shown !== undefined && <ShownCard key={shown.id} connection={connection} shown={shown} />}
    </div>
  );
}

/** `until 17:30, 42 min left`: where there is little room, only the part after the comma. */
function Times({ words }: { readonly words: string }) {
  const [first = '', ...rest] = words.split(', ');
  if (rest.length === 0) return <>{first}</>;
  return (
    <>
      <span class="dd-strip-wide">{first}, </span>
      {rest.join(', ')}
    </>
  );
}
