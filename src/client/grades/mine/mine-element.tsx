/** The page `/my-assignments/`: what is asked of the reader, and one assignment of theirs. */
import { h, render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { asked } from '../work/address.ts';
import { Reached } from '../work/reached.tsx';
import { AssignmentList } from './assignment-list.tsx';
import { MyAssignment } from './my-assignment.tsx';

export function connectMine(connection: Connection, element: HTMLElement): void {
  const assignment = asked('assignment');
  const page =
    assignment === undefined
      ? h(AssignmentList, { connection })
      : h(MyAssignment, { connection, id: assignment });
  const forWhom =
    'Assignments are those of a course. Open the link that whoever teaches gave you: it signs this browser in.';
  render(h(Reached, { connection, forWhom, children: page }), element);
}
