/** The page `/people/`: who leads what, for whoever says so, and what is kept of somebody. */
import { h, render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { useCell } from '../use-cell.ts';
import { PeoplePage } from './people-page.tsx';

export function connectPeople(connection: Connection, element: HTMLElement): void {
  render(h(People, { connection }), element);
}

function People({ connection }: { readonly connection: Connection }) {
  const reach = useCell(connection.reach);
  switch (reach) {
    case 'unknown':
      return null;
    case 'reading':
      return (
        <div class="dd-note">
          <p>This copy of the book has no server behind it, so nobody leads anything here.</p>
        </div>
      );
    case 'signed-out':
    case 'ended':
      return (
        <div class="dd-note">
          <p>This shows only to whom this home belongs. Sign in where Drydock runs:</p>
          <pre class="dd-shell">
            <code>npx drydock open</code>
          </pre>
        </div>
      );
    case 'signed-in':
    case 'lost':
      return <PeoplePage connection={connection} />;
  }
}
