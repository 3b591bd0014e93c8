/** The page `/regrades/`: what labs as they are now would judge otherwise, and who moves by it. */
import { h, render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { Reached } from '../../parts/reached.tsx';
import { idInAddress } from '../parts/places.ts';
import { Regrades } from './regrades.tsx';

export function connectRegrade(connection: Connection, element: HTMLElement): void {
  const assignment = idInAddress('assignment');
  const forWhom = 'Grades of learners show only to who teaches. Follow the login link that you were given.';
  const page =
    assignment === undefined
      ? h('p', {}, 'The address names no assignment. Open it from a gradebook.')
      : h(Regrades, { connection, assignment });
  const gate = { connection, without: 'there are no assignments', forWhom, lineClass: 'dd-work-lost' };
  render(h(Reached, { ...gate, children: page }), element);
}
