/** States of grades: each has a word, a shape and a colour, and none says anything without its word. */

/** As `src/grades` has them, in the order in which somebody should look at them. */
export const gradeStates = [
  'could-not-grade',
  'unstable',
  'waiting',
  'late',
  'missing',
  'open',
  'not-open',
  'graded',
  'overridden',
  'excused',
] as const;
type GradeState = (typeof gradeStates)[number];

const words: Readonly<Record<GradeState, string>> = {
  'could-not-grade': 'could not grade',
  unstable: 'unstable',
  waiting: 'waiting',
  late: 'late',
  missing: 'missing',
  open: 'open',
  'not-open': 'not open',
  graded: 'graded',
  overridden: 'overridden',
  excused: 'excused',
};

/** What it means, for whoever asks. */
export const stateMeans: Readonly<Record<GradeState, string>> = {
  'could-not-grade':
    'This machine failed three times, or cannot grade the lab. Never a zero; no attempt is used.',
  unstable: 'Graded; one look saw what the other did not.',
  waiting: 'Something that was handed in is not judged yet.',
  late: 'Graded, and something was taken off, or it came too late.',
  missing: 'Nothing was handed in, and the time is over.',
  open: 'Nothing is handed in yet.',
  'not-open': 'The assignment is not open yet.',
  graded: 'All is judged.',
  overridden: 'Somebody who teaches said what it is worth.',
  excused: 'It does not count for this person.',
};

/** Drawn in a field of 16 by 16. */
const shapes: Readonly<Record<GradeState, string>> = {
  // A lozenge with a mark of exclamation; what failed is ours.
  'could-not-grade': 'M8 1 15 8 8 15 1 8ZM8 4.6v4.2M8 10.6v1',
  // Up and down.
  unstable: 'M1 9.5 4.5 4l3.5 8L11.5 4 15 9.5',
  // A glass that runs.
  waiting: 'M3.5 1.8h9M3.5 14.2h9M4.5 2v2.6L8 8l3.5-3.4V2M4.5 14v-2.6L8 8l3.5 3.4V14',
  // A clock.
  late: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM8 4.2V8l2.8 1.8',
  // An empty square, struck through.
  missing: 'M2 2h12v12H2ZM5 5l6 6M11 5l-6 6',
  // A circle that waits for something.
  open: 'M8 2.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6Z',
  // Two bars: not yet.
  'not-open': 'M5.5 3v10M10.5 3v10',
  graded: 'M2 8.6 6.2 13 14 3.6',
  // A pen.
  overridden: 'M2 14l.8-3.4L11 2.4l2.6 2.6-8.2 8.2ZM9.4 4l2.6 2.6',
  // A line: nothing to be counted.
  excused: 'M2 8h12',
};

export const isGradeState = (state: string): state is GradeState =>
  gradeStates.some((known) => known === state);

/** The word for a state, alone; one of a later server stands as it is. */
export const stateWord = (state: string): string => (isGradeState(state) ? words[state] : state);

/** The shape alone: the word stands beside it. */
export function StateShape({ state }: { readonly state: string }) {
  return (
    <svg
      class="dd-grade-shape"
      data-state={state}
      viewBox="0 0 16 16"
      width="14"
      height="14"
      aria-hidden="true"
    >
      <path d={isGradeState(state) ? shapes[state] : shapes.open} />
    </svg>
  );
}

/** A state as a word with its shape. */
export function StateMark({ state }: { readonly state: string }) {
  return (
    <span class="dd-grade-state">
      <StateShape state={state} />
      {stateWord(state)}
    </span>
  );
}
