/**
 * What the use cases ask of the store. `src/store` implements it on SQLite; calls are synchronous and durable:
 * what returned is on disk. Ids are ULIDs; times are ISO 8601 in UTC. Nothing is overwritten that was earned.
 */

import type { CheckResult } from '../checks/result.ts';
import type { LabId } from '../lab-id.ts';
import type { Observation } from '../observation/observation.ts';
import type { Party, Person } from '../people/person.ts';
import type { SeatClass } from '../seats/seat-class.ts';
import type { SeatKind } from '../seats/seat-kind.ts';
import type { CredentialStore } from './credential-store.ts';
import type { DataStore } from './data-store.ts';
import type { LtiStore } from './lti-store.ts';
import type { RoleStore, SessionEventStore, SessionStore, ShareStore } from './session-store.ts';

/** `self`, `session:ID`, `assignment:ID`. */
export type RunContext = 'self' | `session:${string}` | `assignment:${string}`;

/** What a run is of. The latest run of a key is the one that its party works on. */
export interface RunKey {
  readonly party: string;
  readonly lab: LabId;
  readonly context: RunContext;
}

/** What the store wants to be true of a run's containers; labels on the engine hold what is. */
export type RunIntent = 'running' | 'stopped';

/**
 * How far the jobs of a run have come, so that a job that was killed goes on. `new`: no files are laid out. `start`,
 * `run`, `reset`, `solve`: that job began. `up`: services begin to start. `ready`: all is up and was looked at.
 * `stopping`, `stopped`. `files-inside`: stopped, with files in the seat that could not be brought out of it.
 */
export const runSteps = [
  'new',
  'start',
  'run',
  'reset',
  'solve',
  'up',
  'ready',
  'stopping',
  'stopped',
  'files-inside',
] as const;
export type RunStep = (typeof runSteps)[number];

/** A party on a lab, in a context. */
export interface Run extends RunKey {
  readonly id: string;
  /** Of the lab's folder when the run was made. */
  readonly contentHash: string;
  readonly seed: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly intent: RunIntent;
  readonly step: RunStep;
  readonly seatKind: SeatKind;
  readonly seatClass: SeatClass;
  readonly workspaceDir: string;
  readonly createdAt: string;
  /** Of the workspace, when `Run` last applied it; empty before the first time. */
  readonly appliedHash: string;
}

/**
 * What an image is known by. `repo-digest`: the digest of its manifest, by which a registry gives the same image again.
 * `image-id`: the Engine's id of an image that no registry gave it, as of one that was built here.
 */
export interface ImageDigest {
  readonly kind: 'repo-digest' | 'image-id';
  /** `sha256:…` */
  readonly digest: string;
}

/** What was judged, by whom it was asked for, and all that it can be judged again from. */
export interface Attempt {
  readonly id: string;
  readonly run: string;
  /** Who asked for it. Undefined of an attempt that was recorded before that was kept, by one of several people. */
  readonly person: string | undefined;
  readonly at: string;
  /** Of the lab's folder that judged. Undefined of an attempt that was recorded before that was kept. */
  readonly contentHash: string | undefined;
  /** The version of Drydock that judged. Undefined of an attempt that was recorded before that was kept. */
  readonly drydockVersion: string | undefined;
  readonly results: readonly CheckResult[];
  /** Of the observation that was judged: `readObservation` gives it. */
  readonly observationHash: string;
  /** By service. */
  readonly imageDigests: Readonly<Record<string, ImageDigest>>;
  readonly engine: { readonly version: string; readonly kernel: string };
  /** Of the seat that was observed, as it was then. */
  readonly seatKind: SeatKind;
  readonly seatClass: SeatClass;
  readonly attestedBy: 'local' | 'server';
}

/** An attempt with what it was judged from, to be recorded. */
export type NewAttempt = Omit<Attempt, 'id' | 'observationHash'> & {
  /** The one that whoever asked for it chose. */
  readonly id?: string | undefined;
  readonly observation: Observation;
};

export interface Answer {
  readonly id: string;
  readonly person: string;
  readonly run: string | undefined;
  readonly kind: 'predict' | 'question' | 'recall';
  /** A question's id, or the key of a prediction. */
  readonly key: string;
  readonly lab: LabId | undefined;
  readonly value: string;
  readonly confidence: number | undefined;
  readonly correct: boolean | undefined;
  readonly message: string;
  readonly at: string;
}

/** Who asked for it; unknown of what was recorded before several people could work on a run. */
interface SaidBy {
  readonly person?: string | undefined;
}

/** Things that happened, append-only. */
export type StoreEvent =
  | { readonly type: 'task-done'; readonly run: string; readonly task: string }
  | { readonly type: 'lab-done'; readonly run: string }
  | ({
      readonly type: 'hint-opened';
      readonly run: string;
      readonly task: string;
      readonly hint: number;
    } & SaidBy)
  | ({ readonly type: 'solution-shown'; readonly run: string } & SaidBy)
  /** What was seen at a moment that questions ask about. */
  | {
      readonly type: 'observed';
      readonly run: string;
      readonly moment: 'start';
      readonly observation: Observation;
    }
  | { readonly type: 'edge-seen'; readonly run: string; readonly check: string }
  | {
      readonly type: 'job';
      readonly run: string;
      readonly kind: string;
      readonly outcome: 'done' | 'failed' | 'cancelled';
    };

type Recorded<Event> = Event extends { readonly observation: Observation }
  ? Omit<Event, 'observation'> & { readonly observationHash: string }
  : Event;

/** As the store has it: in the place of an observation stands its hash. */
export type RecordedEvent = Recorded<StoreEvent> & { readonly id: string; readonly at: string };

export type EventType = StoreEvent['type'];

/** A version of one file of a workspace; the text is kept by content hash. */
export interface Revision {
  readonly run: string;
  readonly path: string;
  /** SHA-256 of the content, hex. Empty: the file was deleted. */
  readonly hash: string;
  readonly at: string;
  /** Why it was kept: saved by the learner, or a copy made before reset or solve. */
  readonly reason: 'saved' | 'before-reset' | 'before-solve' | 'applied';
}

export interface RunStore {
  createRun(run: Omit<Run, 'id' | 'createdAt' | 'appliedHash'>): Run;
  /** The latest run of a party on a lab in a context. */
  findRun(key: RunKey): Run | undefined;
  listRuns(filter?: { intent?: RunIntent }): readonly Run[];
  updateRun(
    id: string,
    change: Partial<Pick<Run, 'intent' | 'step' | 'appliedHash' | 'seatKind' | 'seatClass'>>,
  ): Run;
  addRevision(revision: Omit<Revision, 'at' | 'hash'>, content: Uint8Array | undefined): Revision;
  /** Records, in one transaction, the files whose content is not the last one recorded of them. */
  addSnapshot(run: string, reason: Revision['reason'], files: ReadonlyMap<string, Uint8Array>): void;
  listRevisions(run: string, path?: string): readonly Revision[];
  readBlob(hash: string): Uint8Array | undefined;
}

export interface AttemptStore {
  /** Under the id that whoever asked for it chose, or one of ours; with its observation, or not at all. */
  addAttempt(attempt: NewAttempt): Attempt;
  findAttempt(id: string): Attempt | undefined;
  listAttempts(run: string): readonly Attempt[];
  /**
   * What an attempt or an event was taken from, by its hash: the SHA-256, hex, of its JSON as RFC 8785 writes it. An
   * observation of an earlier version is lifted; one of whoever was erased is gone. Throws `setup-failed` where what is stored is not what was hashed.
   */
  readObservation(hash: string): Observation | undefined;
  addAnswer(answer: Omit<Answer, 'id' | 'at'>): Answer;
  /** The last answer for each key: of a person, or of whoever works on a run. */
  latestAnswers(
    filter: { readonly kind: Answer['kind'] } & ({ readonly person: string } | { readonly run: string }),
  ): readonly Answer[];
  addEvent(event: StoreEvent): RecordedEvent;
  /** Those of a run, of these types only where some are named, in the order in which they came. */
  listEvents<T extends EventType = EventType>(
    run: string,
    types?: readonly T[],
  ): readonly Extract<RecordedEvent, { readonly type: T }>[];
}

export interface PersonStore {
  /** The one local person of a self-paced home, with a party of their own. */
  localPerson(): { person: Person; party: Party };
  /** The party in which a person works alone; undefined where they have none. */
  partyOf(person: string): Party | undefined;
  setChapterPosition(person: string, chapter: string, readTo: number, lab: LabId | undefined): void;
  chapterPositions(
    person: string,
  ): readonly { chapter: string; readTo: number; readAt: string; lab: LabId | undefined }[];
}

export interface Store
  extends RunStore,
    AttemptStore,
    PersonStore,
    CredentialStore,
    RoleStore,
    SessionStore,
    SessionEventStore,
    ShareStore,
    DataStore,
    LtiStore {
  /** Random, made at first start; never leaves the server. */
  readonly serverSecret: Uint8Array;
  close(): void;
}
