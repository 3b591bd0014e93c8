/** Grades of a course, as every export takes them: made when somebody asks, and kept nowhere. */
import type { AssignmentGrade } from '../grade/assignment-grade.ts';
import type { AssignmentPolicy } from '../policy/assignment-policy.ts';
import type { Instant } from '../time/instant.ts';

export interface Gradebook {
  /** The title of the course. */
  readonly course: string;
  /** When the grades were made. */
  readonly at: Instant;
  /** The hash of the last entry of the chain of evidence then; undefined where there is none yet. */
  readonly evidence: string | undefined;
  readonly assignments: readonly GradebookAssignment[];
  readonly rows: readonly GradebookRow[];
}

export interface GradebookAssignment {
  readonly id: string;
  readonly policy: AssignmentPolicy;
}

export interface GradebookRow {
  readonly person: GradebookPerson;
  /** By the id of the assignment. */
  readonly grades: ReadonlyMap<string, AssignmentGrade>;
}

export interface GradebookPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string | undefined;
  readonly sisId: string | undefined;
  readonly loginId: string | undefined;
  readonly sections: readonly string[];
}
