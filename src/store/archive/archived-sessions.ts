/** The tables of courses and sessions as rows of an archive. */
import * as z from 'zod';
import { longestKeepDays, withdrawnVersion } from '../../lab/sessions/consent.ts';
import { largestCapacity, sessionStates } from '../../lab/sessions/session.ts';
import { sessionEventData } from '../../lab/sessions/session-event.ts';
import { shareKinds } from '../../lab/sessions/share.ts';
import { longestWorkDays } from '../../lab/wire/work-days.ts';
import { Id, jsonText, LabId, notOurs, Time } from './archived-columns.ts';

/** A course since version 11. */
export const archivedCourse = z.strictObject({
  id: Id,
  title: z.string(),
  zone: z.string(),
  created_at: Time,
  keep_days: z.number().int().min(1).max(longestWorkDays).nullable(),
});

/** As version 6 has them. */
export const archivedSessionTables6 = {
  course: z.strictObject({ id: Id, title: z.string(), zone: z.string(), created_at: Time }),
  session: z.strictObject({
    id: Id,
    course: Id,
    title: z.string(),
    code: z.string().regex(/^[0-9A-Z]{8}$/, 'is not a code'),
    capacity: z.number().int().min(1).max(largestCapacity),
    opens: Time,
    ends: Time,
    state: z.enum(sessionStates),
    created_at: Time,
  }),
  session_lab: z.strictObject({ session: Id, ord: z.number().int().nonnegative(), lab: LabId }),
  joined: z.strictObject({
    session: Id,
    person: Id,
    party: Id,
    alias: z.string(),
    asked: z.string(),
    at: Time,
  }),
  hand: z.strictObject({
    id: Id,
    session: Id,
    person: Id,
    lab: LabId.nullable(),
    task: z.string().nullable(),
    text: z.string(),
    raised_at: Time,
    taken_by: Id.nullable(),
    taken_at: Time.nullable(),
    lowered_at: Time.nullable(),
  }),
  share: z.strictObject({
    id: Id,
    session: Id,
    person: Id,
    viewer: Id,
    mode: z.enum(shareKinds),
    lab: LabId,
    terminal: z.string(),
    asked_at: Time,
    answer: z.enum(['yes', 'no']).nullable(),
    answered_at: Time.nullable(),
    ended_at: Time.nullable(),
  }),
  look: z.strictObject({ share: Id, since: Time, until: Time.nullable() }),
  notice: z.strictObject({
    id: Id,
    session: Id,
    author: Id,
    text: z.string(),
    place: z.string().nullable(),
    at: Time,
  }),
};

/** As versions 7 to 9 have them. */
export const archivedSessionTables9 = {
  ...archivedSessionTables6,
  session: archivedSessionTables6.session.extend({
    keep_days: z.number().int().min(1).max(longestKeepDays),
  }),
  consent: z.strictObject({
    session: Id,
    person: Id,
    version: z.number().int().positive(),
    keep_days: z.number().int().min(1).max(longestKeepDays),
    at: Time,
  }),
  erasure: z.strictObject({
    person: Id,
    reason: z.enum(['asked', 'retention']),
    attempts: z.number().int().nonnegative(),
    at: Time,
  }),
};

/** With the last day that was agreed to; also of who took it back. */
export const archivedConsent = archivedSessionTables9.consent.extend({
  version: z.number().int().min(withdrawnVersion),
  until: Time,
});

const kinds: Readonly<Record<string, z.ZodType>> = sessionEventData;

export const archivedSessionEvent = z
  .strictObject({
    id: Id,
    session: Id,
    kind: z.string(),
    person: Id.nullable(),
    by: Id,
    data: jsonText(z.unknown()),
    at: Time,
  })
  .refine(
    ({ kind, data }) =>
      Object.hasOwn(kinds, kind) && kinds[kind]?.safeParse(JSON.parse(data)).success === true,
    notOurs,
  );
