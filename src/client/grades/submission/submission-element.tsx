/** The page `/submissions/`: all that there is of one person in an assignment, for those who teach. */
import { h, render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { Reached } from '../../parts/reached.tsx';
import { idInAddress } from '../parts/places.ts';
import { PersonWork } from './person-work.tsx';

export function connectSubmission(connection: Connection, element: HTMLElement): void {
  const [assignment, person] = [idInAddress('assignment'), idInAddress('person')];
  const forWhom = 'Work of learners shows only to who teaches. Follow the login link that you were given.';
  const page =
    assignment === undefined || person === undefined
      ? h('p', {}, 'The address names no assignment and person. Open it from a gradebook.')
      : h(PersonWork, { connection, assignment, person });
  const gate = { connection, without: 'there are no assignments', forWhom, lineClass: 'dd-work-lost' };
  render(h(Reached, { ...gate, children: page }), element);
}
