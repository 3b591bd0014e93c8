import { useState } from 'preact/hooks';
import type { TaughtCourse } from '../../../lab/wire/courses.ts';
import { sayWorkDays, usualWorkDays } from '../../../lab/wire/work-days.ts';
import type { Connection } from '../../core/connection.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { KeptForm } from './kept-form.tsx';

interface KeptProps {
  readonly connection: Connection;
  readonly course: TaughtCourse;
  readonly onChange: () => Promise<unknown>;
}

const title = 'How long work is kept';

/** How long a course keeps what is handed in, and why; who may change assignments changes it. */
export function KeptWorkSection({ connection, course, onChange }: KeptProps) {
  const [isChanging, setChanging] = useState(false);
  return (
    <section aria-labelledby="kept">
      <div class="dd-section-head">
        <h2 id="kept">{title}</h2>
        {course.may.assignments && (
          <button type="button" class="dd-button" onClick={() => setChanging(true)}>
            Change<span class="sr-only"> how long work is kept</span>
          </button>
        )}
      </div>
      <p class="dd-kept-words">
        What is handed in is kept {sayWorkDays(course.keepDays)}
        {course.keepDays === null ? '.' : ', of anybody.'} Then files, answers and what was observed of them
        are removed; points, what each check came to, and evidence stay.
      </p>
      <p class="dd-kept-words dd-quiet">
        A new course has {usualWorkDays} days: long enough for whoever objects after the next examinations,
        and no longer than somebody needs it. Courses that are older than this choice keep work until somebody
        changes that.
      </p>
      {isChanging && (
        <Dialog title={title} onClose={() => setChanging(false)}>
          <KeptForm
            connection={connection}
            course={course}
            onSaved={async () => {
              await onChange();
              setChanging(false);
            }}
          />
        </Dialog>
      )}
    </section>
  );
}
