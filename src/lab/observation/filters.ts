/** What seccomp filters let through: seccomp(2). */
import type { Fact } from './fact.ts';

/**
 * What the kernel does with a call: seccomp(2). `errno N`: it refuses it with that number (0: it says that all went
 * well). `notify`: another process decides. `by-arguments`: one of several of these, by the call's arguments.
 */
export type CallAnswer =
  | 'allow'
  | 'log'
  | 'notify'
  | 'trace'
  | 'trap'
  | 'kill-thread'
  | 'kill-process'
  | 'by-arguments'
  | `errno ${number}`;

/** What the filters of a process answer to each call of the host's table, pressed. */
export interface CallAnswers {
  /** Filters, one over another, and their instructions together; undefined where that is only declared. */
  readonly filters: number | undefined;
  readonly instructions: number | undefined;
  /** How many system calls the table of the host's architecture has. */
  readonly known: number;
  /** The answer that most calls get. */
  readonly usual: CallAnswer;
  /** The other answers, each with the names of its calls. */
  readonly unusual: Readonly<Partial<Record<CallAnswer, readonly string[]>>>;
  /** To a number that the table does not have; undefined where that is only declared. */
  readonly beyond: CallAnswer | undefined;
  /** To calls made as of another architecture that the kernel runs too: `i386`, `x32`, `arm`. Empty where declared. */
  readonly foreign: Readonly<Record<string, CallAnswer | 'by-number'>>;
  /**
   * Where those get different answers: calls that are closed to the host's own architecture and let through as of that
   * one, by their names. Absent where there are none.
   */
  readonly around?: Readonly<Record<string, readonly string[]>>;
}

/** Processes that have the same filters, and what these answer. */
export interface ProcessFilters {
  readonly pids: readonly number[];
  readonly answers: Fact<CallAnswers>;
}

/** What the filters of a container's init let through. A program's own are in it where the source is the kernel. */
export interface SyscallFilter {
  /** False: there is no filter, and every call reaches the kernel. */
  readonly filtering: boolean;
  /** How many system calls the table of the host's architecture has. */
  readonly known: number;
  /** Never let through. */
  readonly closed: readonly string[];
  /** Let through with some arguments only. */
  readonly conditional: readonly string[];
}
