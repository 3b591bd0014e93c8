import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type BoardTable, makeBoardTable } from './board-table.ts';
import type { BoardView } from './board-view.ts';

interface PlaceProps {
  readonly view: BoardView;
  readonly isProjected: boolean;
  /** Whoever looks is told of attempts. */
  readonly hasAttempts: boolean;
  readonly open: (person: string) => void;
}

/** Where the table is, which draws itself, and below it the cell that one looks at in words. */
export function TablePlace({ view, isProjected, hasAttempts, open }: PlaceProps) {
  const place = useRef<HTMLDivElement>(null);
  const table = useRef<BoardTable | null>(null);
  const [words, setWords] = useState('');
  const opened = useRef(open);
  opened.current = isProjected ? () => undefined : open;
  useLayoutEffect(() => {
    if (place.current === null) return;
    table.current = makeBoardTable(place.current, {
      open: (person) => opened.current(person),
      read: setWords,
    });
  }, []);
  useEffect(() => table.current?.draw(view), [view]);
  return (
    <>
      <section class="dd-board-scroll" aria-label="Board" ref={place} />
      {!isProjected && (
        <p class="dd-board-read" aria-hidden="true">
          {words === ''
            ? `A cell that you point at is said here.${hasAttempts ? ' Choose a learner for their attempts.' : ''}`
            : words}
        </p>
      )}
    </>
  );
}
