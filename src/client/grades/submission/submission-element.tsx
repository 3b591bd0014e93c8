/** The page `/submissions/`: all that there is of one person in an assignment, for those who teach. */
import { h, render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { asked } from '../work/address.ts';
import { Reached } from '../work/reached.tsx';
import { PersonWork } from './person-work.tsx';

export function connectSubmission(connection: Connection, element: HTMLElement): void {
  const [assignment, person] = [asked('assignment'), asked('person')];
  const forWhom = 'Work of learners shows only to who teaches. Follow the login link that you were given.';
  const page =
    assignment === undefined || person === undefined
      ? h('p', {}, 'The address names no assignment and person. Open it from a gradebook.')
      : h(PersonWork, { connection, assignment, person });
  render(h(Reached, { connection, forWhom, children: page }), element);
}
