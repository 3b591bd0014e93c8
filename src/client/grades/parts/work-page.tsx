import type { ComponentChildren } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { Reached } from '../../parts/reached.tsx';

interface PageProps {
  readonly connection: Connection;
  /** What whoever is not signed in is told. */
  readonly forWhom: string;
  readonly children: ComponentChildren;
}

/** A page of assignments: what is asked of the reader, or what others handed in. */
export const WorkPage = ({ connection, forWhom, children }: PageProps) => (
  <Reached
    connection={connection}
    without="there are no assignments"
    forWhom={forWhom}
    lineClass="dd-work-lost"
  >
    {children}
  </Reached>
);
