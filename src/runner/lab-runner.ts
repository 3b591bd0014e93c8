/**
 * The use cases of a lab, as server and command line see them. `makeLabRunner` in `make-lab-runner.ts`
 * is the implementation; everything that waits takes a signal or is a job that can be cancelled.
 */

import type { TerminalSize } from '../lab/ports/engine.ts';
import type { ProgressEvent } from '../lab/ports/seat.ts';
import type {
  AnswerView,
  CheckReport,
  FileContent,
  FileEntry,
  JobKind,
  JobView,
  LabEvent,
  LabStatus,
  LabView,
  ProgressView,
  SolutionFile,
} from '../lab/protocol.ts';
import type { SeatKind } from '../lab/seat-kind.ts';

/** Who works on which lab. Unknown labs reject with `not-found`. */
export interface LabKey {
  readonly party: string;
  readonly person: string;
  readonly lab: string;
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
  list(key: LabKey): Promise<readonly FileEntry[]>;
  read(key: LabKey, path: string): Promise<FileContent>;
  /**
   * Saves if the file still has `revision` (empty: it must not exist). Otherwise `stale-revision`,
   * and the caller reads the current content to show both.
   */
  save(key: LabKey, path: string, text: string, revision: string): Promise<FileContent>;
  create(key: LabKey, path: string, kind: 'file' | 'directory'): Promise<FileEntry>;
  rename(key: LabKey, from: string, to: string): Promise<FileEntry>;
  remove(key: LabKey, path: string): Promise<void>;
}

export interface LabRunner extends AsyncDisposable {
  readonly files: WorkspaceFiles;
  listLabs(): readonly LabView[];
  getLab(id: string): LabView;
  status(key: LabKey): Promise<LabStatus>;
  /** Tells everything once, then what changes, while the caller listens. */
  follow(key: LabKey, onEvent: (event: LabEvent) => void): Promise<AsyncDisposable>;
  /** Begins long work, or returns the job of the same kind that is under way. Others queue behind it. */
  begin(key: LabKey, kind: JobKind): Promise<JobView>;
  /** Waits for a job's end; rejects with its error. Progress goes to `onProgress` meanwhile. */
  finish(job: string, onProgress?: (event: ProgressEvent) => void, signal?: AbortSignal): Promise<void>;
  /** A job of another party is `not-found`, as one that is not there. */
  cancel(party: string, job: string): Promise<void>;
  /**
   * Judges with every probe and records an attempt. `id` is the caller's, a ULID: asked for again under it, as after an
   * answer that never came, it is the same attempt. Rejects with `bad-usage` where it is one of another lab.
   */
  check(key: LabKey, signal?: AbortSignal, id?: string): Promise<CheckReport>;
  solution(key: LabKey): Promise<readonly SolutionFile[]>;
  openHint(key: LabKey, task: string): Promise<{ task: string; hints: readonly string[]; left: number }>;
  answer(key: LabKey, question: string, value: string, confidence?: number): Promise<AnswerView>;
  /** Types a transcript's command into a terminal, visibly, as if by hand. */
  typeCommand(key: LabKey, transcript: string, command: number, terminal: string): Promise<void>;
  openTerminal(key: LabKey, name: string, size: TerminalSize): Promise<TerminalSession>;
  /** Ends a shell and what runs in it. One that is not there, or whose lab is stopped, is no error. */
  endTerminal(key: LabKey, name: string): Promise<void>;
  progress(person: string, party: string): ProgressView;
  /** In which seat the lab would run here; or why not. */
  findSeatKind(lab: string): Promise<SeatKind | undefined>;
}
