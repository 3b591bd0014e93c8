/** The page `/my-assignments/`: what is asked of the reader, and one assignment of theirs. */
import { h, render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { Reached } from '../../parts/reached.tsx';
import { idInAddress } from '../parts/places.ts';
import { AssignmentList } from './assignment-list.tsx';
import { MyAssignment } from './my-assignment.tsx';

export function connectMine(connection: Connection, element: HTMLElement): void {
  const assignment = idInAddress('assignment');
  const page =
    assignment === undefined
      ? h(AssignmentList, { connection })
      : h(MyAssignment, { connection, id: assignment });
  const forWhom =
    'Assignments are those of a course. Open the link that whoever teaches gave you: it signs this browser in.';
  const gate = { connection, without: 'there are no assignments', forWhom, lineClass: 'dd-work-lost' };
  render(h(Reached, { ...gate, children: page }), element);
}
