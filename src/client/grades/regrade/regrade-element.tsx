/** The page `/regrades/`: what labs as they are now would judge otherwise, and who moves by it. */
import { h, render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { asked } from '../work/address.ts';
import { Reached } from '../work/reached.tsx';
import { Regrades } from './regrades.tsx';

export function connectRegrade(connection: Connection, element: HTMLElement): void {
  const assignment = asked('assignment');
  const forWhom = 'Grades of learners show only to who teaches. Follow the login link that you were given.';
  const page =
    assignment === undefined
      ? h('p', {}, 'The address names no assignment. Open it from a gradebook.')
      : h(Regrades, { connection, assignment });
  render(h(Reached, { connection, forWhom, children: page }), element);
}
