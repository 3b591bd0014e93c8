import { useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { Crumbs } from '../parts/crumbs.tsx';
import { assignmentHref, courseHref, coursesHref, regradesHref } from '../parts/places.ts';
import { shownTime } from '../parts/shown-time.ts';
import type { Book } from './book.ts';
import { ExportDialog } from './export-dialog.tsx';

interface HeadProps {
  readonly connection: Connection;
  readonly book: Book;
  readonly again: () => Promise<void>;
}

/** What is graded and by which rules, and what can be done with all of it. */
export function GradebookHead({ connection, book, again }: HeadProps) {
  const { assignment, course, gradebook } = book;
  const [isExporting, setExporting] = useState(false);
  const { id, opens, due, submissions, waiting, version, cannotGrade, sentences } = assignment;
  const shown = (at: string) => shownTime(at, course.zone, course.zone);
  return (
    <>
      <Crumbs
        to={[
          ['Courses', coursesHref()],
          [course.title, courseHref(course.id)],
        ]}
      />
      <div class="dd-section-head">
        <p class="dd-board-facts">
          <span>opens {shown(opens)}</span>
          <span>due {shown(due)}</span>
          <span>{submissions === 1 ? '1 submission' : `${submissions} submissions`}</span>
          <span>{waiting} waiting</span>
          <span class="dd-quiet">
            as of {shown(gradebook.at)}, by the clocks of {course.zone}
          </span>
        </p>
        <p class="dd-room-actions">
          <button type="button" class="dd-button" onClick={() => void again()}>
            Refresh
          </button>
          <button type="button" class="dd-button" onClick={() => setExporting(true)}>
            Export
          </button>
          <a class="dd-button" href={regradesHref(id)}>
            Regrades
          </a>
          {course.may.assignments && (
            <a class="dd-button" href={assignmentHref(id)}>
              Change rules
            </a>
          )}
        </p>
      </div>
      {cannotGrade.map(({ lab, why }) => (
        <p key={lab} class="dd-cannot">
          Work on {lab} cannot be graded here: {why}.
        </p>
      ))}
      <details class="dd-rules-read">
        <summary>
          Rules <span class="dd-quiet">version {version}</span>
        </summary>
        <ul class="dd-sentences">
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {gradebook.evidence !== null && (
          <p class="dd-quiet">
            Evidence up to <code>{gradebook.evidence}</code>
          </p>
        )}
      </details>
      {isExporting && (
        <ExportDialog connection={connection} book={book} onClose={() => setExporting(false)} />
      )}
    </>
  );
}
