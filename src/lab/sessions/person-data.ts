/** All that a home keeps of one person, as it is given to them. */
import * as z from 'zod';

/** The kinds of what is kept, in the order in which they are told. */
export const personDataKinds = [
  'person',
  'roles',
  'signIns',
  'sessions',
  'consents',
  'hands',
  'notices',
  'sessionEvents',
  'looks',
  'reading',
  'runs',
  'standings',
  'attempts',
  'events',
  'answers',
  'files',
  'contact',
  'enrolments',
  'assignmentsOpened',
  'adjustments',
  'overrides',
  'comments',
  'submissions',
  'submittedFiles',
  'gradingJobs',
  'gradings',
  'assignmentVersions',
  'regrades',
  'platformUsers',
  'platformVisits',
  'scores',
  'evidence',
  'observations',
] as const;

/**
 * For each kind its rows as they are kept; values that are JSON are that value. `leftOut` names what is not among them
 * though it is kept, of which assignment, and until when: null is for good.
 */
export const PersonDataSchema = z
  .record(z.enum([...personDataKinds, 'leftOut']), z.array(z.record(z.string(), z.unknown())))
  .meta({ id: 'PersonData' });
export type PersonData = z.output<typeof PersonDataSchema>;
