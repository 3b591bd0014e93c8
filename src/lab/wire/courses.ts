/** Courses, who takes part, and how long their work is kept. */
import * as z from 'zod';
import { longestWorkDays } from './work-days.ts';

const Time = z.iso.datetime();
const Text = (most: number) => z.string().trim().min(1).max(most);

export const CourseSchema = z
  .object({ id: z.string(), title: z.string(), zone: z.string() })
  .meta({ id: 'Course' });
export type CourseView = z.output<typeof CourseSchema>;

const WorkDays = z.number().int().min(1).max(longestWorkDays);
/** Days for which work is kept after nothing more is accepted of its assignment; null: until somebody is erased. */
const KeepDays = WorkDays.nullable();
export const KeptCourseSchema = CourseSchema.extend({ keepDays: KeepDays }).meta({ id: 'KeptCourse' });
export type KeptCourseView = z.output<typeof KeptCourseSchema>;

/** A course, as it is told to somebody who teaches in it: with what they may change there. */
export const TaughtCourseSchema = KeptCourseSchema.extend({
  people: z.number(),
  assignments: z.number(),
  may: z.object({ roster: z.boolean(), assignments: z.boolean(), grades: z.boolean() }),
}).meta({ id: 'TaughtCourse' });
export type TaughtCourse = z.output<typeof TaughtCourseSchema>;

/** The zone is a name of the IANA database. */
export const MakeCourseSchema = z
  .object({ title: Text(120), zone: Text(64), keepDays: KeepDays.optional() })
  .meta({ id: 'MakeCourse' });
export const ChangeCourseSchema = z.object({ keepDays: KeepDays }).meta({ id: 'ChangeCourse' });

/** A number of days, as it is asked about. */
export const KeptWorkQuerySchema = z.object({ days: z.coerce.number().pipe(WorkDays) });
/** What is still there of what was handed in to an assignment, where its course keeps work for so many days. */
export const KeptWorkSchema = z
  .object({
    assignment: z.string(),
    title: z.string(),
    /** One at least. */
    submissions: z.number(),
    until: Time,
    /** That is now, or was: the server removes it when it next looks. */
    isOver: z.boolean(),
  })
  .meta({ id: 'KeptWork' });
export type KeptWork = z.output<typeof KeptWorkSchema>;

export const EnrolledSchema = z
  .object({
    person: z.string(),
    name: z.string(),
    email: z.string().optional(),
    sisId: z.string().optional(),
    loginId: z.string().optional(),
    sections: z.array(z.string()),
    pair: z.string().optional(),
  })
  .meta({ id: 'Enrolled' });
export type EnrolledView = z.output<typeof EnrolledSchema>;

/** A table as a spreadsheet saved it, in Base64, so that its letters are what they were. */
export const TableSchema = z.object({ file: Text(200), content: z.base64().max(2_000_000) });
export const ImportRosterSchema = TableSchema.extend({
  /** Without it nothing is changed: what would be is shown. */
  apply: z.boolean().default(false),
}).meta({ id: 'ImportRoster' });

export const RosterChangesSchema = z
  .object({
    added: z.array(z.object({ line: z.number(), name: z.string() })),
    changed: z.array(
      z.object({
        line: z.number(),
        name: z.string(),
        /** Empty before, where there was nothing. */
        fields: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
      }),
    ),
    same: z.number(),
    /** In the course and not in the table: they stay. */
    absent: z.array(z.string()),
    problems: z.array(
      z.object({ line: z.number().optional(), message: z.string(), fix: z.string().optional() }),
    ),
    /** Heads of columns that were not read. */
    ignored: z.array(z.string()),
    isImported: z.boolean(),
  })
  .meta({ id: 'RosterChanges' });
export type RosterChangesView = z.output<typeof RosterChangesSchema>;
