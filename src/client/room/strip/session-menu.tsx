import { useState } from 'preact/hooks';
import type { MySession } from '../../../lab/wire/sessions.ts';
import type { Connection } from '../../core/connection.ts';
import { phaseMeans, phaseWords, timeWords, zoneHere } from '../../core/session-words.ts';
import { bookHref } from '../../page/book-root.ts';
import { NoticeText } from './latest-notice.tsx';
import { LeaveHere } from './leave-here.tsx';
import { MyLink } from './my-link.tsx';
import { MyWork } from './my-work.tsx';
import { WhoLooked } from './who-looked.tsx';

interface MenuProps {
  readonly connection: Connection;
  readonly mine: MySession;
  readonly now: Date;
  readonly titleOf: (lab: string) => string;
  readonly onOpen: () => void;
}

/** What is seldom wanted: all notices, the personal link, and what others see. */
export function SessionMenu({ connection, mine, now, titleOf, onOpen }: MenuProps) {
  const { session, alias, notices } = mine;
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="dd-button" data-kind="quiet" popovertarget="dd-my-session">
        <span class="dd-strip-wide">My session</span>
        <span class="dd-strip-narrow">Session</span>
      </button>
      <div
        id="dd-my-session"
        class="dd-panel dd-my-session"
        popover="auto"
        role="dialog"
        aria-labelledby="dd-my-session-title"
        onToggle={({ newState }) => {
          setOpen(newState === 'open');
          if (newState === 'open') onOpen();
        }}
      >
        {open && (
          <>
            <h2 id="dd-my-session-title">{session.title}</h2>
            <p>
              You are <strong>{alias}</strong>. {sentence(phaseWords[session.phase])},{' '}
              {timeWords(session, now, zoneHere())}. {phaseMeans[session.phase]}
            </p>
            <details open={notices.length > 0}>
              <summary>
                Notices <span class="dd-count">{notices.length}</span>
              </summary>
              {notices.length === 0 ? (
                <p class="dd-quiet">Nobody has sent one yet.</p>
              ) : (
                <ul class="dd-notices">
                  {notices.map((notice) => (
                    <li key={notice.id}>
                      <NoticeText notice={notice} now={now} zone={session.course.zone} />
                    </li>
                  ))}
                </ul>
              )}
            </details>
            <MyLink connection={connection} zone={session.course.zone} now={now} renewed={mine.linkRenewed} />
            <WhoLooked connection={connection} zone={session.course.zone} now={now} titleOf={titleOf} />
            <MyWork connection={connection} zone={session.course.zone} now={now} />
            <p>
              <a href={bookHref('/my-data/')}>My data</a>: what is kept of you, who looked, and all of it to
              take with you.
            </p>
            <LeaveHere connection={connection} />
          </>
        )}
      </div>
    </>
  );
}

const sentence = (words: string): string => `It is ${words}`;
