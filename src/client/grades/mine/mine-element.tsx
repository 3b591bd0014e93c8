/** The page `/my-assignments/`: what is asked of the reader, and one assignment of theirs. */
import { render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { idInAddress } from '../parts/places.ts';
import { WorkPage } from '../parts/work-page.tsx';
import { AssignmentList } from './assignment-list.tsx';
import { MyAssignment } from './my-assignment.tsx';

export function connectMine(connection: Connection, element: HTMLElement): void {
  const assignment = idInAddress('assignment');
  const forWhom =
    'Assignments are those of a course. Open the link that whoever teaches gave you: it signs this browser in.';
  render(
    <WorkPage connection={connection} forWhom={forWhom}>
      {assignment === undefined ? (
        <AssignmentList connection={connection} />
      ) : (
        <MyAssignment connection={connection} id={assignment} />
      )}
    </WorkPage>,
    element,
  );
}
