/** The page `/people/`: who leads what, for whoever says so, and what is kept of somebody. */
import { render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { Reached } from '../../parts/reached.tsx';
import { PeoplePage } from './people-page.tsx';

export function connectPeople(connection: Connection, element: HTMLElement): void {
  render(
    <Reached
      connection={connection}
      without="nobody leads anything here"
      forWhom="This shows only to whom this home belongs. Sign in where Drydock runs:"
      makesLogin
      lineClass="dd-board-line"
    >
      <PeoplePage connection={connection} />
    </Reached>,
    element,
  );
}
