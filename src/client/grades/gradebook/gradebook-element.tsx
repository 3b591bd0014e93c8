/** The page `/gradebook/`: everybody's grades of one assignment. */
import { h, render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { LeadersPage } from '../parts/leaders-page.tsx';
import { coursesHref, idInAddress } from '../parts/places.ts';
import { GradebookPage } from './gradebook-page.tsx';

export function connectGradebook(connection: Connection, element: HTMLElement): void {
  const id = idInAddress('assignment');
  const children =
    id === undefined ? (
      <p class="dd-note">
        Which gradebook? Go by <a href={coursesHref()}>its course</a>.
      </p>
    ) : (
      <GradebookPage connection={connection} id={id} />
    );
  render(h(LeadersPage, { connection, children }), element);
}
