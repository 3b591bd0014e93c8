/** The page `/board/`: sessions, and the board of one. */
import { h, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { focusOn } from '../../core/dom.ts';
import { Reached } from '../../parts/reached.tsx';
import { readBoardHash } from './board-address.ts';
import { BoardPage } from './board-page.tsx';
import { type BookPart, isBook } from './book-parts.ts';
import { SessionList } from './session-list.tsx';

export function connectBoard(connection: Connection, element: HTMLElement): void {
  const book: unknown = JSON.parse(element.dataset.book ?? '[]');
  render(h(Boards, { connection, book: isBook(book) ? book : [] }), element);
}

interface BoardsProps {
  readonly connection: Connection;
  readonly book: readonly BookPart[];
}

function Boards({ connection, book }: BoardsProps) {
  const [address, setAddress] = useState(() => readBoardHash(location.hash));
  useEffect(() => {
    const follow = () => {
      setAddress(readBoardHash(location.hash));
      setMoved(true);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const { session, show } = address;
  // The link that was followed is gone: reading goes on at what is shown now.
  const [hasMoved, setMoved] = useState(false);
  useEffect(() => {
    // What is projected has nothing around it.
    const { dataset } = document.documentElement;
    if (session === undefined || show === 'board') delete dataset.room;
    else dataset.room = show;
    const headings = [...document.querySelectorAll<HTMLElement>('h1')];
    const heading = headings.find((each) => each.checkVisibility());
    if (hasMoved && heading !== undefined) focusOn(heading);
  }, [session, show]);
  return (
    <Reached
      connection={connection}
      without="there are no sessions"
      forWhom="Boards show only to who teaches. Follow the login link that you were given, or have one made where Drydock runs:"
      makesLogin
      lineClass={session === undefined ? 'dd-board-line' : undefined}
    >
      {session === undefined ? (
        <SessionList connection={connection} book={book} />
      ) : (
        <BoardPage key={session} connection={connection} id={session} show={show} book={book} />
      )}
    </Reached>
  );
}
