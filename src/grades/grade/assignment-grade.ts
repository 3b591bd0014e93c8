/** What a grade of an assignment says. `grade-of.ts` makes it. */
import type { PersonalTerms } from '../personal-terms.ts';
import type { Override } from './handed-in.ts';
import { type LabGrade, type LabState, labStates } from './lab-grade.ts';

/** Of a lab, and besides `excused`: it does not count for the person. */
export type GradeState = LabState | 'excused';
export const gradeStates: readonly GradeState[] = [...labStates, 'excused'];

export interface AssignmentGrade {
  readonly person: string;
  readonly state: GradeState;
  /** With at most two decimals. Undefined while it is not decided, and of who is excused; never 0 for that reason. */
  readonly points: number | undefined;
  readonly of: number;
  /** Undefined where the policy asks for nothing, or nothing is decided. */
  readonly isPassed: boolean | undefined;
  readonly terms: PersonalTerms;
  readonly labs: readonly LabGrade[];
  /** Of the whole. */
  readonly override: Override | undefined;
  /** Each step in a sentence, to be read aloud. No private reason stands in it. */
  readonly lines: readonly string[];
}
