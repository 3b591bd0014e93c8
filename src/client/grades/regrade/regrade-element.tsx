/** The page `/regrades/`: what labs as they are now would judge otherwise, and who moves by it. */
import { render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { idInAddress } from '../parts/places.ts';
import { WorkPage } from '../parts/work-page.tsx';
import { Regrades } from './regrades.tsx';

export function connectRegrade(connection: Connection, element: HTMLElement): void {
  const assignment = idInAddress('assignment');
  const forWhom = 'Grades of learners show only to who teaches. Follow the login link that you were given.';
  render(
    <WorkPage connection={connection} forWhom={forWhom}>
      {assignment === undefined ? (
        <p>The address names no assignment. Open it from a gradebook.</p>
      ) : (
        <Regrades connection={connection} assignment={assignment} />
      )}
    </WorkPage>,
    element,
  );
}
