/**
 * What goes over HTTP, SSE and WebSocket between server and page, and over the socket in the home.
 * One schema a value; the server validates with it, `/api/openapi.json` is made of it, the client has its types.
 *
 * Paths. All but health and the exchange of a login want the session's key, as `authorization: Bearer KEY`; a
 * WebSocket offers it as a sub-protocol (`terminal-subprotocol.ts`).
 *
 *   GET  /api/health                                   Health
 *   POST /api/session                                  Login -> SessionKey: a login link's token for a session
 *   GET  /api/session                                  Session
 *   DELETE /api/session                                the session that asks ends
 *   GET  /api/sessions                                 SignedInSession[]
 *   DELETE /api/sessions                               EndedSessions: all but the one that asks
 *   DELETE /api/sessions/{id}                          one of one's own ends
 *   GET  /api/host                                     HostReport
 *   GET  /api/labs                                     LabView[]
 *   GET  /api/labs/{chapter}/{lab}                     LabView
 *   GET  /api/labs/{chapter}/{lab}/status              LabStatus
 *   GET  /api/labs/{chapter}/{lab}/events              SSE of LabEvent
 *   POST /api/labs/{chapter}/{lab}/{start|run|reset|solve|stop}   JobStarted (202)
 *   POST /api/labs/{chapter}/{lab}/check               CheckReport; asked again under the same `idempotency-key`
 *                                                      (a ULID), that of the attempt there is
 *   GET  /api/labs/{chapter}/{lab}/solution            SolutionFile[]
 *   POST /api/labs/{chapter}/{lab}/hints               OpenHint -> OpenedHint
 *   POST /api/labs/{chapter}/{lab}/answers             GiveAnswer -> AnswerView
 *   POST /api/labs/{chapter}/{lab}/commands            TypeCommand -> 204: typed into the terminal
 *   GET  /api/labs/{chapter}/{lab}/files               FileEntry[]
 *   GET  /api/labs/{chapter}/{lab}/file?path=          FileContent
 *   PUT  /api/labs/{chapter}/{lab}/file?path=          SaveFile, If-Match: revision -> FileContent | 409 StaleFile
 *   POST /api/labs/{chapter}/{lab}/file                CreateEntry -> FileEntry
 *   POST /api/labs/{chapter}/{lab}/file/rename         RenameEntry -> FileEntry
 *   DELETE /api/labs/{chapter}/{lab}/file?path=        204
 *   WS   /api/labs/{chapter}/{lab}/terminals/{name}?columns=&rows=
 *                                                      bytes out; TerminalInput in; TerminalMessage out
 *   DELETE /api/labs/{chapter}/{lab}/terminals/{name}  204: the shell is ended, with what runs in it
 *   POST /api/jobs/{id}/cancel                         204
 *   GET  /api/progress                                 ProgressView
 *   PUT  /api/progress/chapters/{chapter}              ChapterPosition
 *   POST /api/predictions                              Prediction
 *   POST /api/recalls                                  Recall
 *   POST /api/logins                                   LoginUrl: over the socket in the home only
 *
 * A socket that a terminal uses closes with 1000 when the shell ended, 1008 when it may not be opened (asking
 * again changes nothing), 1012 when the server stops and 1013 when the engine is away or the page too slow:
 * on the last two, and when the line breaks, connect again.
 */
import * as z from 'zod';
import type { ErrorCode } from './errors.ts';
import { errorCatalogue } from './errors.ts';
import type { Observation } from './observation.ts';
import { CheckResultSchema } from './result.ts';
import { SeatKindSchema } from './seat-kind.ts';

const SourcePlaceSchema = z.object({
  file: z.string(),
  line: z.number().optional(),
  column: z.number().optional(),
  key: z.string().optional(),
});

export const ErrorReportSchema = z
  .object({
    code: z.enum(Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]),
    title: z.string(),
    message: z.string(),
    fix: z.string().optional(),
    place: SourcePlaceSchema.optional(),
    problems: z
      .array(
        z.object({ message: z.string(), fix: z.string().optional(), place: SourcePlaceSchema.optional() }),
      )
      .readonly()
      .optional(),
    output: z.string().optional(),
  })
  .meta({ id: 'ErrorReport' });

export const ProgressEventSchema = z
  .object({
    step: z.string(),
    title: z.string(),
    status: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
    detail: z.string().optional(),
    currentBytes: z.number().optional(),
    totalBytes: z.number().optional(),
    error: ErrorReportSchema.optional(),
  })
  .meta({ id: 'ProgressEvent' });

export const HealthSchema = z
  .object({
    status: z.literal('ok'),
    /** Whether this browser is: the page then asks for its session. */
    signedIn: z.boolean(),
    engine: z.object({
      state: z.enum(['preparing', 'ready', 'absent']),
      kind: SeatKindSchema.optional(),
      version: z.string().optional(),
      /** While preparing: every step, in order. When absent: empty. */
      steps: z.array(ProgressEventSchema),
      /** Why there is none, and the commands that bring one. */
      error: ErrorReportSchema.optional(),
    }),
  })
  .meta({ id: 'Health' });
export type Health = z.output<typeof HealthSchema>;

export const SessionSchema = z
  .object({
    person: z.object({ id: z.string(), name: z.string() }),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof SessionSchema>;

/** What stands after the `#` of a login link. */
export const LoginSchema = z.object({ token: z.string().min(1).max(200) }).meta({ id: 'Login' });
/** Told once; the page keeps it in the storage of its origin, and the server only its hash. */
export const SessionKeySchema = z.object({ key: z.string() }).meta({ id: 'SessionKey' });

/** A browser that is signed in. `current`: the one that asks. */
export const SignedInSessionSchema = z
  .object({
    id: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    current: z.boolean(),
  })
  .meta({ id: 'SignedInSession' });
export type SignedInSession = z.output<typeof SignedInSessionSchema>;
export const EndedSessionsSchema = z.object({ ended: z.number() }).meta({ id: 'EndedSessions' });

/** A link that signs one browser in, once. */
export const LoginUrlSchema = z.object({ url: z.string() }).meta({ id: 'LoginUrl' });

/** Whether a lab can run on this machine, and where; or why not and how to mend it. */
export const RunnableSchema = z
  .discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), seat: SeatKindSchema }),
    z.object({ ok: z.literal(false), reason: z.string(), fix: z.string() }),
  ])
  .meta({ id: 'Runnable' });
export type Runnable = z.output<typeof RunnableSchema>;

export const QuestionViewSchema = z
  .object({
    id: z.string(),
    task: z.string(),
    prompt: z.string(),
    kind: z.enum(['number', 'text', 'choice']),
    unit: z.string().optional(),
    choices: z.array(z.string()).optional(),
  })
  .meta({ id: 'QuestionView' });
export type QuestionView = z.output<typeof QuestionViewSchema>;

/** What a page may know of a manifest: no answers, no solution, hints only by their number. */
export const LabViewSchema = z
  .object({
    id: z.string(),
    chapter: z.string(),
    title: z.string(),
    level: z.enum(['guided', 'fix', 'open', 'break']),
    minutes: z.number(),
    after: z.array(z.string()),
    /** The powers that it asks for, in words. Empty: none beyond Docker's defaults. */
    grants: z.array(z.string()),
    takeaway: z.object({ file: z.string(), why: z.string() }),
    /** The file that the editor opens first. */
    opens: z.string(),
    tasks: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        checks: z.array(z.string()),
        questions: z.array(z.string()),
        hints: z.number(),
      }),
    ),
    checks: z.array(
      z.object({ id: z.string(), task: z.string(), title: z.string(), of: z.number(), guard: z.boolean() }),
    ),
    questions: z.array(QuestionViewSchema),
    runnable: RunnableSchema.optional(),
  })
  .meta({ id: 'LabView' });
export type LabView = z.output<typeof LabViewSchema>;

export const jobKinds = ['start', 'run', 'reset', 'solve', 'stop'] as const;
export type JobKind = (typeof jobKinds)[number];

export const JobViewSchema = z
  .object({
    id: z.string(),
    kind: z.enum(jobKinds),
    startedAt: z.string(),
    steps: z.array(ProgressEventSchema),
  })
  .meta({ id: 'JobView' });
export type JobView = z.output<typeof JobViewSchema>;
export const JobStartedSchema = z.object({ job: JobViewSchema }).meta({ id: 'JobStarted' });

export const ServiceViewSchema = z
  .object({
    service: z.string(),
    container: z.string(),
    status: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
    health: z.enum(['none', 'starting', 'healthy', 'unhealthy']),
    exitCode: z.number(),
    /** The last lines of a service that is not running. */
    logTail: z.string().optional(),
  })
  .meta({ id: 'ServiceView' });
export type ServiceView = z.output<typeof ServiceViewSchema>;

export const AnswerViewSchema = z
  .object({
    question: z.string(),
    value: z.string(),
    /** Absent where nobody can tell on this machine: the question stays open. */
    correct: z.boolean().optional(),
    /** What was true on the learner's own engine; only once it was answered rightly or given up. */
    message: z.string(),
    answeredAt: z.string(),
  })
  .meta({ id: 'AnswerView' });
export type AnswerView = z.output<typeof AnswerViewSchema>;

export const SuspensionViewSchema = z
  .object({
    /** `suspended`: still; a page that listens wakes it. `woken`: it is back, but not all of it as it was. */
    state: z.enum(['suspended', 'woken']),
    as: z.enum(['paused', 'stopped']),
    /** Of one that was stopped: how long nobody had been there. */
    afterMs: z.number().optional(),
  })
  .meta({ id: 'SuspensionView' });
export type SuspensionView = z.output<typeof SuspensionViewSchema>;

export const LabStatusSchema = z
  .object({
    lab: z.string(),
    /** `stopped`: no containers; the workspace may be there. `failed`: the last job failed; see `error`. */
    phase: z.enum(['stopped', 'starting', 'running', 'stopping', 'failed']),
    run: z
      .object({
        id: z.string(),
        startedAt: z.string(),
        seat: z.object({ kind: SeatKindSchema, engineVersion: z.string() }),
        /** The folder of its files on the machine of the server. */
        workspace: z.string(),
        /** The values of this learner, as the prose may show them. */
        vars: z.record(z.string(), z.string()),
      })
      .optional(),
    job: JobViewSchema.optional(),
    error: ErrorReportSchema.optional(),
    /** The seat of the lab was suspended because nobody was there; absent where it was not, or goes on as it was. */
    suspension: SuspensionViewSchema.optional(),
    /** Files were saved since the last Run. */
    unapplied: z.boolean(),
    services: z.array(ServiceViewSchema),
    /** By task: when it was completed. */
    done: z.record(z.string(), z.string()),
    /** By task: how many hints are open, with their texts. */
    hints: z.record(z.string(), z.array(z.string())),
    answers: z.record(z.string(), AnswerViewSchema),
    /** By question: why it is not asked on this machine. Known while containers run. */
    skipped: z.record(z.string(), z.string()).optional(),
    /** Names of the images that are stand-ins here. */
    standIns: z.array(z.object({ image: z.string(), reason: z.string() })),
  })
  .meta({ id: 'LabStatus' });
export type LabStatus = z.output<typeof LabStatusSchema>;

export const CheckReportSchema = z
  .object({
    lab: z.string(),
    /** The attempt recorded; absent for live judgements. */
    attempt: z.string().optional(),
    at: z.string(),
    results: z.array(CheckResultSchema),
    earned: z.number(),
    of: z.number(),
  })
  .meta({ id: 'CheckReport' });
export type CheckReport = z.output<typeof CheckReportSchema>;

/** What was seen last before the latest job began: what it changes is held against this. */
export interface BeforeJob {
  readonly job: JobKind;
  readonly observation: Observation;
}

/** What the page hears while it looks. The first events tell everything; later ones what changed. */
export type LabEvent =
  | { readonly type: 'status'; readonly status: LabStatus }
  | { readonly type: 'observation'; readonly observation: Observation }
  /** Without it: nothing was seen before the latest job. */
  | { readonly type: 'before'; readonly before?: BeforeJob }
  | { readonly type: 'checks'; readonly report: CheckReport }
  | { readonly type: 'output'; readonly job: string; readonly text: string }
  /** `more`: others changed too, which are not told one by one. */
  | { readonly type: 'files'; readonly paths: readonly string[]; readonly more?: true }
  | { readonly type: 'engine'; readonly health: Health['engine'] }
  | { readonly type: 'trouble'; readonly error: z.output<typeof ErrorReportSchema> };

export const SolutionFileSchema = z
  .object({
    path: z.string(),
    /** Undefined: the solution deletes it. */
    text: z.string().optional(),
  })
  .meta({ id: 'SolutionFile' });
export type SolutionFile = z.output<typeof SolutionFileSchema>;

export const OpenHintSchema = z.object({ task: z.string() }).meta({ id: 'OpenHint' });
export const OpenedHintSchema = z
  .object({ task: z.string(), hints: z.array(z.string()), left: z.number() })
  .meta({ id: 'OpenedHint' });

export const GiveAnswerSchema = z
  .object({
    question: z.string(),
    value: z.string().max(200),
    confidence: z.number().min(0).max(1).optional(),
  })
  .meta({ id: 'GiveAnswer' });

/** A command is named, never sent: the transcript's id and which of its commands. */
export const TypeCommandSchema = z
  .object({
    transcript: z.string(),
    command: z.number().int().min(0),
    terminal: z.string().max(32).default('main'),
  })
  .meta({ id: 'TypeCommand' });

export const FileEntrySchema = z
  .object({
    /** Relative to the workspace, with `/`. */
    path: z.string(),
    kind: z.enum(['file', 'directory']),
    sizeBytes: z.number(),
    /** Of a file: what `If-Match` wants. */
    revision: z.string(),
  })
  .meta({ id: 'FileEntry' });
export type FileEntry = z.output<typeof FileEntrySchema>;

export const FileContentSchema = z
  .object({
    path: z.string(),
    revision: z.string(),
    sizeBytes: z.number(),
    /** Absent where it is not UTF-8 text or too big to edit. */
    text: z.string().optional(),
  })
  .meta({ id: 'FileContent' });
export type FileContent = z.output<typeof FileContentSchema>;

export const SaveFileSchema = z.object({ text: z.string() }).meta({ id: 'SaveFile' });
/** Both versions, so that nothing is lost: the page shows them side by side. */
export const StaleFileSchema = z
  .object({ error: ErrorReportSchema, current: FileContentSchema })
  .meta({ id: 'StaleFile' });
export const CreateEntrySchema = z
  .object({ path: z.string(), kind: z.enum(['file', 'directory']) })
  .meta({ id: 'CreateEntry' });
export const RenameEntrySchema = z.object({ from: z.string(), to: z.string() }).meta({ id: 'RenameEntry' });

export const RecalledSchema = z
  .object({
    had: z.boolean(),
    /** How many times in a row, each when it was due. */
    step: z.number().int().nonnegative(),
    at: z.string(),
    dueAt: z.string(),
  })
  .meta({ id: 'Recalled' });
export type Recalled = z.output<typeof RecalledSchema>;

export const ProgressViewSchema = z
  .object({
    chapters: z.record(z.string(), z.object({ readTo: z.number(), readAt: z.string() })),
    labs: z.record(
      z.string(),
      z.object({
        started: z.boolean(),
        tasksDone: z.array(z.string()),
        tasks: z.number(),
        completedAt: z.string().optional(),
      }),
    ),
    predictions: z.record(
      z.string(),
      z.object({
        value: z.string(),
        confidence: z.number().optional(),
        /** Once the reader has seen what it is. */
        correct: z.boolean().optional(),
      }),
    ),
    /** What was asked again: whether the reader had it, when, and when it is worth asking next. */
    recalls: z.record(z.string(), RecalledSchema),
    last: z.object({ chapter: z.string(), lab: z.string().optional() }).optional(),
  })
  .meta({ id: 'ProgressView' });
export type ProgressView = z.output<typeof ProgressViewSchema>;

export const ChapterPositionSchema = z
  .object({
    readTo: z.number().min(0).max(1),
    lab: z.string().optional(),
  })
  .meta({ id: 'ChapterPosition' });
export const PredictionSchema = z
  .object({
    key: z.string().max(120),
    value: z.string().max(400),
    /** How likely the reader holds it to be right. */
    confidence: z.number().min(0).max(1).optional(),
    correct: z.boolean().optional(),
  })
  .meta({ id: 'Prediction' });
export const RecallSchema = z
  .object({
    key: z.string().max(120),
    /** Whether the reader had it before they looked. */
    had: z.boolean(),
  })
  .meta({ id: 'Recall' });

/** One line of what this machine is and can. */
export const HostFactSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    value: z.string(),
    /** `note`: worth knowing, such as a version with a known hole. */
    state: z.enum(['good', 'note', 'missing']),
    detail: z.string().optional(),
    fix: z.string().optional(),
  })
  .meta({ id: 'HostFact' });
export type HostFact = z.output<typeof HostFactSchema>;
export const HostReportSchema = z
  .object({
    facts: z.array(HostFactSchema),
    /** What each class of seats keeps from somebody who is root in one. */
    classes: z
      .array(
        z.object({
          seatClass: z.string(),
          /** Why it cannot be had here. */
          missing: z.string().optional(),
          keeps: z.array(z.object({ thing: z.string(), kept: z.enum(['yes', 'accidents', 'no']) })),
          words: z.string(),
        }),
      )
      .optional(),
    labs: z.array(z.object({ id: z.string(), title: z.string(), runnable: RunnableSchema })),
  })
  .meta({ id: 'HostReport' });
export type HostReport = z.output<typeof HostReportSchema>;
