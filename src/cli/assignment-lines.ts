/** Assignments and grades as a terminal shows them. */
import type { AssignmentView, GradeView } from '../lab/wire/assignments.ts';
import type { ReceiptView } from '../lab/wire/my-assignments.ts';
import type { RegradeView } from '../lab/wire/regrades.ts';
import { formatTable } from './output.ts';

/** `7.5 of 10`, or what is the matter. */
const worth = (points: number | null, of: number): string => (points === null ? '–' : `${points} of ${of}`);

export const assignmentLines = (assignment: AssignmentView): readonly string[] => [
  `${assignment.title} (${assignment.id}) of ${assignment.course.title}, version ${assignment.version}`,
  ...assignment.sentences,
  ...assignment.cannotGrade.map(({ lab, why }) => `Work on ${lab} cannot be graded here: ${why}.`),
  `${assignment.submissions} submissions; ${assignment.waiting} of them wait to be graded.`,
];

export function gradeTable(rows: readonly GradeView[]): readonly string[] {
  if (rows.length === 0) return ['Nobody takes part yet: drydock course roster FILE --apply'];
  const cells = rows.map(({ name, state, points, of, labs }) => [
    name,
    state,
    worth(points, of),
    labs.map((lab) => `${lab.lab}: ${lab.state} ${worth(lab.points, lab.of)}`).join('; '),
  ]);
  return formatTable([['name', 'state', 'points', 'labs'], ...cells]);
}

/** The grade of one person, with its arithmetic. */
export const gradeLines = ({ name, state, points, of, lines }: GradeView): readonly string[] => [
  `${name}: ${state}, ${worth(points, of)}`,
  ...lines,
];

export function regradeLines(regrade: RegradeView): readonly string[] {
  const { id, state, reason, labs, waiting, moves, held } = regrade;
  const side = ({ state: is, points }: RegradeView['moves'][number]['before']) =>
    points === null ? is : String(points);
  return [
    `Regrade ${id} is ${state === 'draft' ? 'a draft' : state}: ${reason}`,
    ...labs.map(({ lab, from, to }) => `${lab}: ${from.slice(0, 12)} → ${to.slice(0, 12)}`),
    ...moves.flatMap(({ name, before, after, by, checks }) => [
      `${name}: ${side(before)} → ${side(after)}${by === null ? '' : ` (${by > 0 ? '+' : ''}${by})`}`,
      ...checks.map(
        (check) =>
          `  ${check.lab} ${check.check}: ${check.before} → ${check.after}${check.counts ? '' : ' (does not count)'}`,
      ),
    ]),
    ...(held.length > 0 ? [`Judged otherwise with the same grade: ${held.join(', ')}`] : []),
    ...(moves.length === 0 ? ['Nobody moves.'] : []),
    ...(waiting > 0 ? [`${waiting} submissions are played again first.`] : []),
    ...(state === 'draft'
      ? [`Apply it: drydock assignment apply ${id}   Or not: drydock assignment discard ${id}`]
      : []),
  ];
}

const refusals = {
  'before-opening': 'It does not count: the assignment was not open.',
  'too-late': 'It counts for nothing as things stand: it came too late. An extension would count it.',
  'no-attempt': 'It does not count: all attempts were used.',
} as const;

export const receiptLines = (receipt: ReceiptView): readonly string[] => [
  `${receipt.lab}: number ${receipt.number} was received ${receipt.received}, with ${receipt.files} files.`,
  ...(receipt.leftOut > 0 ? [`${receipt.leftOut} files were too large, or could not be read.`] : []),
  ...(receipt.refused === undefined ? [] : [refusals[receipt.refused]]),
  ...(receipt.isRehearsal ? ['You take no part in the course, so this is a rehearsal.'] : []),
];
