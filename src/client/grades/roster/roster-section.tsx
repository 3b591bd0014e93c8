import { useState } from 'preact/hooks';
import type { EnrolledView, TaughtCourse } from '../../../lab/wire/courses.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { ImportRoster } from './import-roster.tsx';
import { PersonalLinks } from './personal-links.tsx';
import { RosterTable } from './roster-table.tsx';

interface SectionProps {
  readonly connection: Connection;
  readonly course: TaughtCourse;
  readonly people: readonly EnrolledView[];
  readonly onChange: () => Promise<unknown>;
}

/** Who takes part: from a table, with a link for each that signs them in. */
export function RosterSection({ connection, course, people, onChange }: SectionProps) {
  const [isImporting, setImporting] = useState(people.length === 0 && course.may.roster);
  const [linked, setLinked] = useState<readonly EnrolledView[] | undefined>(undefined);
  return (
    <section aria-labelledby="people">
      <div class="dd-section-head">
        <h2 id="people">
          People <span class="dd-count">{people.length}</span>
        </h2>
        {course.may.roster && (
          <p class="dd-room-actions">
            {people.length > 0 && (
              <button type="button" class="dd-button" onClick={() => setLinked(people)}>
                Personal links
              </button>
            )}
            {!isImporting && (
              <button type="button" class="dd-button" onClick={() => setImporting(true)}>
                Import a table
              </button>
            )}
          </p>
        )}
      </div>
      {isImporting && (
        <ImportRoster
          connection={connection}
          course={course.id}
          onCancel={() => setImporting(false)}
          onImported={async (words) => {
            await onChange();
            setImporting(false);
            announce(words);
          }}
        />
      )}
      {people.length === 0 ? (
        <p class="dd-say">Nobody takes part yet.</p>
      ) : (
        <RosterTable people={people} {...(course.may.roster && { link: (one) => setLinked([one]) })} />
      )}
      {linked !== undefined && (
        <PersonalLinks
          connection={connection}
          course={course}
          people={linked}
          onClose={() => setLinked(undefined)}
        />
      )}
    </section>
  );
}
