/** The routes of courses and assignments: of who teaches, and of who hands in. */
import * as z from 'zod';
import {
  AdjustmentsSchema,
  AdjustSchema,
  AssignableLabSchema,
  AssignmentSchema,
  CommentSchema,
  ExportedSchema,
  ExportGradesSchema,
  GradebookSchema,
  GradeSchema,
  OverrideSchema,
  PolicyPreviewSchema,
  PreviewAssignmentSchema,
  PutAssignmentSchema,
  ReaderSchema,
  ReadTimeSchema,
  TimeReadingSchema,
} from './assignments.ts';
import {
  ChangeCourseSchema,
  EnrolledSchema,
  ImportRosterSchema,
  KeptCourseSchema,
  KeptWorkQuerySchema,
  KeptWorkSchema,
  MakeCourseSchema,
  RosterChangesSchema,
  TaughtCourseSchema,
} from './courses.ts';
import { LabParams } from './lab-routes.ts';
import { HandInSchema, MyAssignmentSchema, ReceiptSchema, WorkToHandInSchema } from './my-assignments.ts';
import { DecideRegradeSchema, MakeRegradeSchema, RegradableSchema, RegradeSchema } from './regrades.ts';
import { answers, at, failures, Id, ObservationBody, takes } from './route-row.ts';
import { LoginUrlSchema } from './sign-in.ts';
import {
  GradingEvidenceSchema,
  PersonWorkSchema,
  SubmissionSchema,
  SubmittedFileSchema,
  VerificationSchema,
} from './submissions.ts';

const ofCourse = { params: z.object({ course: Id }) };
const ofAssignment = { params: z.object({ assignment: Id }) };
const ofItem = { params: ofAssignment.params.extend({ id: Id }) };
const ofPerson = { params: ofAssignment.params.extend({ person: Id }) };

export const assignmentRoutes = {
  courses: {
    ...at('courses', 'roster.read'),
    ...answers(z.array(TaughtCourseSchema), 'Those that whoever asks teaches'),
  },
  makeCourse: {
    ...at('makeCourse', 'course.make'),
    request: { body: takes(MakeCourseSchema) },
    ...answers(KeptCourseSchema, 'The course'),
  },
  changeCourse: {
    ...at('changeCourse', 'assignment.change'),
    request: { ...ofCourse, body: takes(ChangeCourseSchema) },
    ...answers(KeptCourseSchema, 'The course as it is now'),
  },
  keptWork: {
    ...at('keptWork', 'assignment.change'),
    request: { ...ofCourse, query: KeptWorkQuerySchema },
    ...answers(z.array(KeptWorkSchema), 'Until when all that is there would be kept; nothing is changed'),
  },
  roster: {
    ...at('roster', 'roster.read'),
    request: ofCourse,
    ...answers(z.array(EnrolledSchema), 'Who takes part'),
  },
  importRoster: {
    ...at('importRoster', 'roster.change'),
    request: { ...ofCourse, body: takes(ImportRosterSchema) },
    ...answers(RosterChangesSchema, 'What the table changes, or would; nothing where it has problems'),
  },
  rosterLogin: {
    ...at('rosterLogin', 'roster.change'),
    request: { params: ofCourse.params.extend({ person: Id }) },
    ...answers(LoginUrlSchema, 'A link that signs one browser of that person in'),
  },
  assignableLabs: {
    ...at('assignableLabs', 'assignment.change'),
    request: ofCourse,
    ...answers(z.array(AssignableLabSchema), 'Labs that there are, and which of them cannot be graded'),
  },
  readTime: {
    ...at('readTime', 'assignment.change'),
    request: { ...ofCourse, query: ReadTimeSchema },
    ...answers(TimeReadingSchema, 'What a time by the clocks of the course means'),
  },
  previewAssignment: {
    ...at('previewAssignment', 'assignment.change'),
    request: { ...ofCourse, body: takes(PreviewAssignmentSchema) },
    ...answers(PolicyPreviewSchema, 'What the rules come to, or what is wrong with them; nothing is kept'),
  },
  assignments: {
    ...at('assignments', 'gradebook.read'),
    ...answers(z.array(AssignmentSchema), 'Those of courses that whoever asks teaches, the newest first'),
  },
  makeAssignment: {
    ...at('makeAssignment', 'assignment.change'),
    request: { ...ofCourse, body: takes(PutAssignmentSchema) },
    ...answers(AssignmentSchema, 'The assignment'),
  },
  assignment: {
    ...at('assignment', 'gradebook.read'),
    request: { ...ofAssignment, query: ReaderSchema },
    ...answers(AssignmentSchema, 'The assignment'),
  },
  changeAssignment: {
    ...at('changeAssignment', 'assignment.change'),
    request: { ...ofAssignment, body: takes(PutAssignmentSchema) },
    ...answers(AssignmentSchema, 'The assignment as it is now'),
  },
  gradebook: {
    ...at('gradebook', 'gradebook.read'),
    request: ofAssignment,
    ...answers(GradebookSchema, 'Everybody’s grades, made now'),
  },
  exportGrades: {
    ...at('exportGrades', 'gradebook.read'),
    request: { ...ofAssignment, body: takes(ExportGradesSchema) },
    ...answers(ExportedSchema, 'Grades as another program reads them'),
  },
  submission: {
    ...at('submission', 'gradebook.read'),
    request: ofItem,
    ...answers(SubmissionSchema, 'What was handed in, and how it was judged each time'),
  },
  submittedFile: {
    ...at('submittedFile', 'gradebook.read'),
    request: { params: ofItem.params.extend({ hash: z.string().regex(/^[0-9a-f]{64}$/) }) },
    ...answers(SubmittedFileSchema, 'A file that was handed in'),
  },
  gradingEvidence: {
    ...at('gradingEvidence', 'gradebook.read'),
    request: ofItem,
    ...answers(GradingEvidenceSchema, 'The evidence of a grading'),
  },
  verifyGrading: {
    ...at('verifyGrading', 'gradebook.read'),
    request: ofItem,
    ...answers(VerificationSchema, 'Whether its evidence is signed by this home, and unchanged'),
  },
  gradingObservation: {
    ...at('gradingObservation', 'gradebook.read'),
    request: { params: ofItem.params.extend({ look: z.coerce.number().int().min(1).max(100) }) },
    ...answers(ObservationBody, 'What one look of a grading saw: the first is 1'),
  },
  personWork: {
    ...at('personWork', 'gradebook.read'),
    request: ofPerson,
    ...answers(PersonWorkSchema, 'All that there is of a person: work, grade, what was said of it'),
  },
  adjustments: {
    ...at('adjustments', 'gradebook.read'),
    request: { ...ofPerson, query: ReaderSchema },
    ...answers(AdjustmentsSchema, 'What is otherwise for one person, with reasons'),
  },
  adjust: {
    ...at('adjust', 'grade.change'),
    request: { ...ofPerson, body: takes(AdjustSchema) },
    ...answers(GradeSchema, 'The grade as it is now'),
  },
  override: {
    ...at('override', 'grade.change'),
    request: { ...ofPerson, body: takes(OverrideSchema) },
    ...answers(GradeSchema, 'The grade as it is now'),
  },
  comment: {
    ...at('comment', 'grade.comment'),
    request: { ...ofPerson, body: takes(CommentSchema) },
    ...answers(z.object({ id: z.string() }), 'The comment is told to the person'),
  },
  regrades: {
    ...at('regrades', 'gradebook.read'),
    request: ofAssignment,
    ...answers(z.array(RegradeSchema), 'All of them, the oldest first'),
  },
  regradable: {
    ...at('regradable', 'gradebook.read'),
    request: ofAssignment,
    ...answers(RegradableSchema, 'What labs as they are now have not judged'),
  },
  makeRegrade: {
    ...at('makeRegrade', 'grade.change'),
    request: { ...ofAssignment, body: takes(MakeRegradeSchema) },
    ...answers(RegradeSchema, 'A draft: nothing of it holds yet'),
  },
  decideRegrade: {
    ...at('decideRegrade', 'grade.change'),
    request: { ...ofItem, body: takes(DecideRegradeSchema) },
    ...answers(RegradeSchema, 'The regrade as it is now'),
  },
  myAssignments: {
    ...at('myAssignments', 'assignment.work'),
    request: { query: ReaderSchema },
    ...answers(z.array(MyAssignmentSchema), 'What is asked of whoever asks'),
  },
  myAssignment: {
    ...at('myAssignment', 'assignment.work'),
    request: { ...ofAssignment, query: ReaderSchema },
    ...answers(MyAssignmentSchema, 'What is asked of whoever asks, and how it stands'),
  },
  /** Minutes are counted from the first time on. */
  openAssignment: {
    ...at('openAssignment', 'assignment.work'),
    request: { ...ofAssignment, query: ReaderSchema },
    ...answers(MyAssignmentSchema, 'The same, opened'),
  },
  workToHandIn: {
    ...at('workToHandIn', 'assignment.work'),
    request: { params: ofAssignment.params.extend(LabParams.shape) },
    ...answers(WorkToHandInSchema, 'What would be handed in now'),
  },
  handIn: {
    ...at('handIn', 'assignment.work'),
    request: { params: ofAssignment.params.extend(LabParams.shape), body: takes(HandInSchema) },
    answer: ReceiptSchema,
    responses: {
      202: {
        description: 'Accepted: it is on disk, and will be graded',
        content: { 'application/json': { schema: ReceiptSchema } },
      },
      ...failures,
    },
  },
};
