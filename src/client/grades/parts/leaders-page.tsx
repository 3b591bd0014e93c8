import type { ComponentChildren } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { Reached } from '../../parts/reached.tsx';

interface PageProps {
  readonly connection: Connection;
  readonly children: ComponentChildren;
}

/** A page of who teaches in a course. */
export const LeadersPage = ({ connection, children }: PageProps) => (
  <Reached
    connection={connection}
    without="there are no courses"
    forWhom="Courses show only to who teaches. Follow the login link that you were given, or have one made where Drydock runs:"
    makesLogin
    lineClass="dd-board-line"
  >
    {children}
  </Reached>
);
