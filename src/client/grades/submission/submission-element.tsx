/** The page `/submissions/`: all that there is of one person in an assignment, for those who teach. */
import { render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { idInAddress } from '../parts/places.ts';
import { WorkPage } from '../parts/work-page.tsx';
import { PersonWork } from './person-work.tsx';

export function connectSubmission(connection: Connection, element: HTMLElement): void {
  const [assignment, person] = [idInAddress('assignment'), idInAddress('person')];
  const forWhom = 'Work of learners shows only to who teaches. Follow the login link that you were given.';
  render(
    <WorkPage connection={connection} forWhom={forWhom}>
      {assignment === undefined || person === undefined ? (
        <p>The address names no assignment and person. Open it from a gradebook.</p>
      ) : (
        <PersonWork connection={connection} assignment={assignment} person={person} />
      )}
    </WorkPage>,
    element,
  );
}
