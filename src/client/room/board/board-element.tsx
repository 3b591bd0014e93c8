/** The page `/board/`: sessions, and the board of one. */
import { h, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { focusOn } from '../../core/dom.ts';
import { useCell } from '../use-cell.ts';
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
  const reach = useCell(connection.reach);
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
  switch (reach) {
    case 'unknown':
      return null;
    case 'reading':
      return (
        <div class="dd-note">
          <p>
            This copy of the book has no server behind it, so there are no sessions. In a clone of the
            repository:
          </p>
          <pre class="dd-shell">
            <code>npm start -- --seats-for many</code>
          </pre>
        </div>
      );
    case 'signed-out':
    case 'ended':
      return (
        <div class="dd-note">
          <p>
            Boards show only to who teaches. Follow the login link that you were given, or have one made where
            Drydock runs:
          </p>
          <pre class="dd-shell">
            <code>npx drydock open</code>
          </pre>
        </div>
      );
    case 'signed-in':
    case 'lost':
      return session === undefined ? (
        <SessionList connection={connection} book={book} />
      ) : (
        <BoardPage key={session} connection={connection} id={session} show={show} book={book} />
      );
  }
}
