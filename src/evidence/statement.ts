/**
 * What evidence says, as it is read back: a Statement of in-toto (spec/v1/statement.md). Members that are not known are
 * left out, as its parsing rules ask. Bounds are some times what a home writes. Times are ISO 8601 in UTC.
 */
import * as z from 'zod';
import { GradePolicySchema } from '../lab/checks/grade.ts';
import { checkStatuses } from '../lab/checks/result.ts';
import { LabIdSchema } from '../lab/lab-id.ts';
import { SeatClassSchema } from '../lab/seats/seat-class.ts';
import { SeatKindSchema } from '../lab/seats/seat-kind.ts';
import { extensionName, labDigest, notGradedType, statementType, testResultType } from './types.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hex');
const Time = z.iso.datetime();
const Word = z.string().max(200);
const Names = z.array(Word).max(2_000);

/** What stands for a file among subjects: its name here, and the SHA-256 of its bytes. */
const Subject = z.object({ name: Word, digest: z.object({ sha256: Hash }) });

export const subjectNames = { submission: 'submission.json', observation: 'observation.json' } as const;

/** The place in the home's chain: the first has number 1, and nothing before it. */
const Link = z.object({ seq: z.number().int().positive(), prev: Hash.nullable() });
export type EvidenceLink = z.output<typeof Link>;

/** Who stands behind it. See `caveats`. */
export const AttestationSchema = z.enum(['local', 'server']);
export type Attestation = z.output<typeof AttestationSchema>;

/** What is said in the evidence itself of each. */
export const caveats: Readonly<Record<Attestation, string>> = {
  local:
    'Judged by a Drydock that the person may control, of what ran while they worked on it. Nobody watched.',
  server: 'Judged by a server of what it ran anew from the files that were handed in.',
};

/** What is said whatever came of it. */
const Circumstances = z.object({
  attestation: AttestationSchema,
  caveat: Word,
  /** What it is of, which no two in a home share: `attempt:ULID`. */
  about: z.string().regex(/^[a-z]+:[\w:.-]{1,120}$/, 'is not what evidence is of'),
  lab: LabIdSchema,
  /** SHA-256 of the lab's folder that judged, hex. */
  labContent: Hash,
  context: z.string().regex(/^self$|^(session|assignment):[\w-]{1,64}$/, 'is not a context'),
  /** SHA-256 of a salt of this evidence's own and who handed in: no name, and two of one person do not match. */
  person: Hash,
  receivedAt: Time,
  recordedAt: Time,
  submission: z.object({
    files: z.number().int().nonnegative(),
    /** Of files too large to be listed, or that could not be read. */
    leftOut: z.number().int().nonnegative(),
    /** When they were listed. */
    takenAt: Time,
    /** They are what *Run* applied last, so that what ran was made of them. */
    isApplied: z.boolean(),
  }),
  grader: z.object({
    version: Word,
    /** SHA-256 over the source of what observes and judges. */
    hash: Hash,
    node: Word,
  }),
  chain: Link,
});

/** Where it was seen. */
const Place = {
  seat: z.object({ kind: SeatKindSchema, class: SeatClassSchema }),
  engine: z.object({ version: Word, kernel: Word }),
};

const JudgedCheck = z.object({
  id: Word,
  isGuard: z.boolean(),
  status: z.enum(checkStatuses),
  /** What it is worth, what it earned of what under the policy, and why. */
  points: z.number(),
  earned: z.number(),
  of: z.number(),
  reason: Word.optional(),
});
export type JudgedCheck = z.output<typeof JudgedCheck>;

/** What Drydock adds to a test result. */
const Extension = Circumstances.extend({
  ...Place,
  observedAt: Time,
  /** What whoever works on the run had been given by then. */
  help: z.object({
    /** Hints that were opened. */
    hints: z.number().int().nonnegative(),
    /** The solution was shown, or laid out by *Solve*. */
    isSolutionShown: z.boolean(),
  }),
  host: z.object({ architecture: Word, cgroupVersion: z.enum(['1', '2']), lsms: Names }).nullable(),
  /** By service; `standIn`: it was called like another that could not be had. */
  images: z.record(
    Word,
    z.object({ kind: z.enum(['repo-digest', 'image-id']), digest: Word, standIn: z.boolean() }),
  ),
  /** Those that differ from run to run, which checks compare with. */
  values: z.record(Word, z.string().max(10_000)),
  policy: z.object({ version: Word, rules: GradePolicySchema }),
  checks: z.array(JudgedCheck).max(2_000),
  grade: z.object({ earned: z.number(), of: z.number(), isComplete: z.boolean() }),
});

const Configuration = z.object({ name: Word, digest: z.object({ [labDigest]: Hash }) });

const TestResult = z.object({
  result: z.enum(['PASSED', 'WARNED', 'FAILED']),
  configuration: z.tuple([Configuration]),
  passedTests: Names,
  warnedTests: Names,
  failedTests: Names,
  [extensionName]: Extension,
});

const NotGraded = Circumstances.extend({
  /** Absent where it did not come so far. */
  seat: Place.seat.optional(),
  engine: Place.engine.optional(),
  /** A code of the catalogue of errors: what it failed by, never for whom. */
  cause: z.string().regex(/^[a-z][a-z-]{0,63}$/, 'is not a code'),
  /** How often it was tried. */
  tries: z.number().int().positive(),
});

const Common = z.object({ _type: z.literal(statementType), subject: z.array(Subject).min(1).max(8) });

export const StatementSchema = z.discriminatedUnion('predicateType', [
  Common.extend({ predicateType: z.literal(testResultType), predicate: TestResult }),
  Common.extend({ predicateType: z.literal(notGradedType), predicate: NotGraded }),
]);
export type Statement = z.output<typeof StatementSchema>;
export type GradedStatement = Extract<Statement, { readonly predicateType: typeof testResultType }>;

/** What is said whatever came of it, of either kind. */
export function circumstancesOf(statement: Statement): z.output<typeof Circumstances> {
  return statement.predicateType === testResultType
    ? statement.predicate[extensionName]
    : statement.predicate;
}

/** The hash that a subject of one of our names has. */
export function subjectHash(
  { subject }: Pick<Statement, 'subject'>,
  name: (typeof subjectNames)[keyof typeof subjectNames],
): string | undefined {
  return subject.find((each) => each.name === name)?.digest.sha256;
}
