/**
 * The use cases of a lab, as server and command line see them. `makeLabRunner` in `make-lab-runner.ts`
 * is the implementation; everything that waits takes a signal or is a job that can be cancelled.
 */

import type { Observation } from '../lab/observation/observation.ts';
import type { TerminalSize } from '../lab/ports/engine.ts';
import type { RunKey } from '../lab/ports/store.ts';
import type { ShareMode } from '../lab/sessions/share.ts';
import type { AnswerView, RecordedReport } from '../lab/wire/checks.ts';
import type { LabEvent } from '../lab/wire/events.ts';
import type { Attested } from '../lab/wire/evidence.ts';
import type { FileContent, FileEntry } from '../lab/wire/files.ts';
import type { JobKind, JobView, ProgressEvent } from '../lab/wire/jobs.ts';
import type { LabStatus, LabView, SolutionFile } from '../lab/wire/labs.ts';
import type { ProgressView } from '../lab/wire/reading.ts';
import type { AskWhy, Refusal } from '../lab/wire/refusal.ts';
import type { BroughtAttempt } from './brought-attempt.ts';

/** What a learner says to a question. */
export interface GivenAnswer {
  readonly question: string;
  readonly value: string;
  /** From 0 to 1. */
  readonly confidence?: number | undefined;
}

/** A shell in the workbench that outlives its viewers. Disposing detaches; the shell goes on. */
export interface TerminalSession extends AsyncDisposable {
  /** The shell was there before; the scrollback comes first in `output`. */
  readonly resumed: boolean;
  /** Reading slowly holds the shell back. Ends when the shell does or the session is disposed. */
  readonly output: AsyncIterable<Uint8Array>;
  write(data: string): Promise<void>;
  resize(size: TerminalSize): Promise<void>;
  readonly exit: Promise<number>;
}

/** Files of a workspace. Paths are relative with `/`; what leads out is `path-refused`. */
export interface WorkspaceFiles {
  list(key: RunKey): Promise<readonly FileEntry[]>;
  read(key: RunKey, path: string): Promise<FileContent>;
  /**
   * Saves if the file still has `revision` (empty: it must not exist). Otherwise `stale-revision`,
   * and the caller reads the current content to show both.
   */
  save(key: RunKey, path: string, text: string, revision: string): Promise<FileContent>;
  create(key: RunKey, path: string, kind: 'file' | 'directory'): Promise<FileEntry>;
  rename(key: RunKey, from: string, to: string): Promise<FileEntry>;
  remove(key: RunKey, path: string): Promise<void>;
}

/**
 * What is done with a lab takes the key of the run; where somebody speaks, `person` says who, of the key's party.
 * Unknown labs reject with `not-found`.
 */
export interface LabRunner extends AsyncDisposable {
  readonly files: WorkspaceFiles;
  listLabs(): readonly LabView[];
  getLab(id: string): LabView;
  status(key: RunKey): Promise<LabStatus>;
  /** Tells everything once, then what changes, while the caller listens. */
  follow(key: RunKey, onEvent: (event: LabEvent) => void): Promise<AsyncDisposable>;
  /** Begins long work, or returns the job of the same kind that is under way. Others queue behind it. */
  begin(key: RunKey, kind: JobKind): Promise<JobView>;
  /** Waits for a job's end; rejects with its error. Progress goes to `onProgress` meanwhile. */
  finish(job: string, onProgress?: (event: ProgressEvent) => void, signal?: AbortSignal): Promise<void>;
  /** A job of another party is `not-found`, as one that is not there. */
  cancel(party: string, job: string): Promise<void>;
  /**
   * Judges with every probe and records an attempt of the person. `id` is the caller's, a ULID: asked for again under
   * it, as after an answer that never came, it is the same attempt. Rejects with `bad-usage` where it is one of another
   * lab.
   */
  check(key: RunKey, person: string, signal?: AbortSignal, id?: string): Promise<RecordedReport>;
  /**
   * Records an attempt that a learner's own Drydock judged, as `local`. Rejects with `bad-usage` where it names no check
   * of the lab.
   */
  bring(key: RunKey, person: string, brought: BroughtAttempt): RecordedReport;
  /** What an attempt of the run was judged from. Rejects with `not-found` where it is none of this run. */
  readObservation(key: RunKey, attempt: string): Promise<Observation>;
  /**
   * Evidence of the newest attempt of the run, with the files as they are now: signed once, and the same when it is
   * asked for again. Rejects with `not-found` where the attempt is none of this run, with `bad-usage` where another
   * came after it.
   */
  attest(key: RunKey, attempt: string): Promise<Attested>;
  /**
   * Who refuses a program in a service of the lab, as found in copies of its container in the lab's seat. Rejects with
   * `not-found` where the lab does not run, or has no such service.
   */
  why(key: RunKey, asked: AskWhy, signal?: AbortSignal): Promise<Refusal>;
  solution(key: RunKey, person: string): Promise<readonly SolutionFile[]>;
  openHint(
    key: RunKey,
    person: string,
    task: string,
  ): Promise<{ task: string; hints: readonly string[]; left: number }>;
  answer(key: RunKey, person: string, given: GivenAnswer): Promise<AnswerView>;
  /** Types a transcript's command into a terminal, visibly, as if by hand. */
  typeCommand(key: RunKey, transcript: string, command: number, terminal: string): Promise<void>;
  /** `awaitsStart`: the lab is asked to start at the same time, and that may be heard a moment later. */
  openTerminal(
    key: RunKey,
    name: string,
    size: TerminalSize,
    signal?: AbortSignal,
    how?: { readonly awaitsStart?: boolean },
  ): Promise<TerminalSession>;
  /**
   * Attaches somebody else to a shell that is there, at its own size. `look`: what is written is lost. Rejects with
   * `not-found` where there is no such shell.
   */
  joinTerminal(
    key: RunKey,
    name: string,
    mode: ShareMode,
    size: TerminalSize,
    signal?: AbortSignal,
  ): Promise<TerminalSession>;
  /** Ends a shell and what runs in it. One that is not there, or whose lab is stopped, is no error. */
  endTerminal(key: RunKey, name: string): Promise<void>;
  /** How far a person has come in the book, and their party in the labs that it works on by itself. */
  progress(person: string, party: string): ProgressView;
}
