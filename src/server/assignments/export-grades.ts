import type * as z from 'zod';
import type { Assignment } from '../../grades/assignments/assignment.ts';
import { fillCanvas } from '../../grades/exports/canvas-csv.ts';
import { ctrfJson } from '../../grades/exports/ctrf-json.ts';
import type { Gradebook } from '../../grades/exports/gradebook.ts';
import { gradebookJson } from '../../grades/exports/gradebook-json.ts';
import { gradesJUnit } from '../../grades/exports/grades-junit.ts';
import { gradescopeJson } from '../../grades/exports/gradescope-json.ts';
import { longCsv } from '../../grades/exports/long-csv.ts';
import { moodleCsv } from '../../grades/exports/moodle-csv.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { ExportedSchema, ExportGradesSchema } from '../../lab/wire/assignments.ts';

type Asked = z.output<typeof ExportGradesSchema>;
type Exported = z.output<typeof ExportedSchema>;

/** Grades in the form of another program. Throws `bad-usage` where that needs something that was not said. */
export function exportGrades(gradebook: Gradebook, { id, policy }: Assignment, asked: Asked): Exported {
  const whole = (content: string): Exported => ({ content, left: [] });
  switch (asked.as) {
    case 'long':
      return whole(longCsv(gradebook));
    case 'json':
      return whole(gradebookJson(gradebook));
    case 'junit':
      return whole(gradesJUnit(gradebook, id));
    case 'ctrf':
      return whole(ctrfJson(gradebook, id));
    case 'moodle': {
      const { csv, left } = moodleCsv(gradebook, id);
      return { content: csv, left: left.map(({ person, why }) => ({ name: person.name, why })) };
    }
    case 'canvas':
      return forCanvas(gradebook, id, asked);
    case 'gradescope': {
      const grade = gradebook.rows
        .find(({ person }) => person.id === asked.person || person.name === asked.person)
        ?.grades.get(id);
      if (grade === undefined)
        throw new DrydockError('bad-usage', {
          message: 'Gradescope takes the results of one person, and nobody of that name or id takes part.',
          fix: 'Say whose: --person NAME',
        });
      const content = gradescopeJson(policy, grade, gradebook.evidence);
      if (content !== undefined) return whole(content);
      throw new DrydockError('bad-usage', {
        message: `The grade is ${grade.state}, and Gradescope has no word for that.`,
        fix: 'Export it once it is decided.',
      });
    }
  }
}

function forCanvas(gradebook: Gradebook, id: string, { table, column }: Asked): Exported {
  if (table === undefined || column === undefined)
    throw new DrydockError('bad-usage', {
      message: 'Canvas finds people by the ids of its own export.',
      fix: 'Export the gradebook there, and give the file and the head of the column: --canvas FILE --column "Week 1 (4711)"',
    });
  const { csv, left } = fillCanvas(
    Buffer.from(table.content, 'base64'),
    table.file,
    gradebook,
    new Map([[id, column]]),
  );
  return { content: csv, left: left.map(({ person, why }) => ({ name: person.name, why })) };
}
