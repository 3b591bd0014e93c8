import type { ComponentChildren } from 'preact';
import type { Connection } from '../core/connection.ts';
import { useCell } from './use-cell.ts';

interface ReachedProps {
  readonly connection: Connection;
  /** What is so in a book that has no server: `there are no courses`. */
  readonly without: string;
  /** What whoever is not signed in is told besides. */
  readonly forWhom: string;
  /** Those whom it is for can make themselves a login where Drydock runs. */
  readonly makesLogin?: boolean;
  /** Of the line that says that the server is away; none where the page says so by itself. */
  readonly lineClass?: string | undefined;
  readonly children: ComponentChildren;
}

/** What is in the way of a page that asks the server: no server behind the book, nobody signed in. Else the page. */
export function Reached({ connection, without, forWhom, makesLogin, lineClass, children }: ReachedProps) {
  const reach = useCell(connection.reach);
  switch (reach) {
    case 'unknown':
      return <p class="dd-quiet">Looking …</p>;
    case 'reading':
      return (
        <div class="dd-note">
          <p>This copy of the book has no server behind it, so {without}. In a clone of the repository:</p>
          <pre class="dd-shell">
            <code>npm start -- --seats-for many</code>
          </pre>
        </div>
      );
    case 'signed-out':
    case 'ended':
      return (
        <div class="dd-note">
          <p>{reach === 'ended' ? 'Your login has ended.' : 'Nobody is signed in here.'}</p>
          <p>{forWhom}</p>
          {makesLogin && (
            <pre class="dd-shell">
              <code>npx drydock open</code>
            </pre>
          )}
        </div>
      );
    case 'signed-in':
    case 'lost':
      return (
        <>
          {lineClass !== undefined && (
            <p class={lineClass} role="status">
              {reach === 'lost' ? 'The server does not answer. Trying again; what you see is as it was.' : ''}
            </p>
          )}
          {children}
        </>
      );
  }
}
