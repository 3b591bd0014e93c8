import { useEffect, useState } from 'preact/hooks';
import type { MySession } from '../../../lab/wire/sessions.ts';
import { announce } from '../../core/dom.ts';
import { personalKey, readStored, store } from '../../core/local-storage.ts';
import { clockTime, teacherName, zoneHere } from '../../core/session-words.ts';
import { isText } from '../../core/shape.ts';
import { bookHref } from '../../page/book-root.ts';

export type Notice = MySession['notices'][number];

interface LatestProps {
  readonly person: string | undefined;
  readonly notice: Notice | undefined;
  readonly now: Date;
  readonly zone: string;
}

/** The newest notice, until it is put away; then it stands in the list. */
export function LatestNotice({ person, notice, now, zone }: LatestProps) {
  const key = personalKey(person, 'notice-read');
  const [read, setRead] = useState(() => readStored(key, isText));
  const isNew = notice !== undefined && notice.id !== read;
  useEffect(() => {
    if (isNew) announce(`Notice from ${teacherName(notice.author)}: ${notice.text}`);
  }, [isNew, notice?.id]);
  if (!isNew) return null;
  const putAway = () => {
    store(key, notice.id);
    setRead(notice.id);
  };
  return (
    <div class="dd-notice">
      <NoticeText notice={notice} now={now} zone={zone} onGo={putAway} />
      <button type="button" class="dd-button" data-kind="quiet" onClick={putAway}>
        Close<span class="sr-only"> notice</span>
      </button>
    </div>
  );
}

interface TextProps extends Pick<LatestProps, 'now' | 'zone'> {
  readonly notice: Notice;
  readonly onGo?: () => void;
}

export function NoticeText({ notice: { author, text, at, place }, now, zone, onGo }: TextProps) {
  return (
    <div class="dd-notice-text">
      <p class="dd-quiet">
        {teacherName(author)}, {clockTime(at, zone, now, zoneHere())}
      </p>
      <p>{text}</p>
      {place !== undefined && (
        <p>
          <a href={bookHref(place)} onClick={onGo}>
            Go there
          </a>
        </p>
      )}
    </div>
  );
}
