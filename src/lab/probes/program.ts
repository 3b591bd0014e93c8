/**
 * What is tried, as a value of an author's `lab.ts`: a request, or a program. Its words make checks and quantities,
 * which bring the probe along. Its id is made of what it says, so that nobody types one.
 */

import type { Amount } from '../checks/amount.ts';
import { type CheckDraft, draft } from '../checks/check-draft.ts';
import type { Quantity } from '../checks/question.ts';
import { shortHash } from '../general/short-hash.ts';
import type { Expectation } from '../matchers/expectation.ts';
import type { ErrnoName, SignalName } from '../observation/errno.ts';
import {
  type ActiveProbe,
  type ActiveProbeInput,
  ActiveProbeSchema,
  type ExecProbe,
} from './active-probe.ts';

type Named = { readonly name: string };

export interface ProgramOptions {
  /** `uid`, `uid:gid` or a name; the container's own user where there is none. */
  readonly user?: string;
  /** Where it runs: in each running container of the service, in the workbench, or on the engine's host. */
  readonly in?: ExecProbe['in'];
  /** It is ended after so many milliseconds, 15,000 unless said; at most 60,000. */
  readonly withinMs?: number;
  /** It disturbs no other and may run beside them; else programs run one after another. */
  readonly parallel?: boolean;
  /** Repeated while somebody looks: only what takes a few milliseconds and changes nothing. */
  readonly live?: boolean;
}

/** A quantity with what has to be tried for it. */
export interface Tried {
  readonly quantity: Quantity;
  readonly probe: ActiveProbe;
}

/** A program that is run for Check and for the proof. `{{name}}` in its words is the learner's value. */
export function program({ name }: Named, argv: readonly string[], options: ProgramOptions = {}) {
  const { withinMs, live, ...rest } = options;
  const probe = probeOf({
    kind: 'exec',
    service: name,
    argv: [...argv],
    ...rest,
    ...(withinMs === undefined ? {} : { timeoutMs: withinMs }),
    ...(live === undefined ? {} : { cheap: live }),
  });
  type Rule = Extract<Expectation, { kind: 'exec-result' }>['rule'];
  const gives = (rule: Rule, ...others: ActiveProbe[]): CheckDraft =>
    draft(name, 'init', { kind: 'exec-result', probe: probe.id, rule }, [probe, ...others]);
  return {
    probe,
    /** It ends with status 0. */
    succeeds: () => gives({ is: 'exit', status: 0 }),
    /** It ends with this status. 126 and 127 say that there was nothing to run. */
    exits: (status: number) => gives({ is: 'exit', status }),
    /** It ends with status 0, and this is in what it printed. */
    prints: (text: string) => gives({ is: 'printing', text }),
    /** It ends with status 0, and this is not in what it printed. */
    lacks: (text: string) => gives({ is: 'lacking', text }),
    /** It ends with status 0, and what it printed matches; `^` and `$` are ends of lines. */
    matches: (pattern: RegExp) => gives({ is: 'matching', pattern: pattern.source }),
    /** It ends with a status of its own other than 0 and tells one of these, in the words of its C library. */
    failsWith: (...errnos: ErrnoName[]) => gives({ is: 'failing', with: errnos }),
    /** A signal ended it, as its exit status of 128 and the signal's number says. */
    killedBy: (signal: SignalName) => gives({ is: 'killed', by: signal }),
    /** The number behind `word` at the beginning of a line; without one, all of what was printed. */
    number: (word?: string) => {
      const rule = { is: 'number' as const, ...(word === undefined ? {} : { word }) };
      return {
        probe,
        word,
        atMost: (most: Amount) => gives({ ...rule, atMost: most }),
        atLeast: (least: Amount) => gives({ ...rule, atLeast: least }),
        is: (value: Amount) => gives({ ...rule, atLeast: value, atMost: value }),
        /** At most so many times the number that another program printed: the same, as it was before. */
        atMostTimes: (times: number, other: { probe: ActiveProbe; word: string | undefined }) =>
          gives(
            {
              ...rule,
              atMost: {
                probe: other.probe.id,
                times,
                ...(other.word === undefined ? {} : { word: other.word }),
              },
            },
            other.probe,
          ),
      };
    },
    /** What it printed behind `word`, or all of it, for a question. */
    quantity: (word?: string, at: Quantity['at'] = 'now'): Tried => ({
      quantity: {
        service: name,
        at,
        of: { kind: 'printed', probe: probe.id, ...(word === undefined ? {} : { word }) },
      },
      probe,
    }),
  };
}

export interface HttpOptions {
  /** From the first packet on; 2,000 milliseconds unless said. */
  readonly withinMs?: number;
  /** `false`: not repeated while somebody looks. */
  readonly live?: boolean;
}

/** A GET request to a port in the container, from the workbench. Repeated while someone looks. */
export function http({ name }: Named, port: number, path = '/', { withinMs, live = true }: HttpOptions = {}) {
  const probe = probeOf({
    kind: 'http',
    service: name,
    port,
    path,
    cheap: live,
    ...(withinMs === undefined ? {} : { timeoutMs: withinMs }),
  });
  const answer = (details: { status?: number; includes?: string }) =>
    draft(name, 'init', { kind: 'http-answer', probe: probe.id, ...details }, [probe]);
  return {
    /** Anything but a server's error. */
    answers: () => answer({}),
    status: (status: number) => answer({ status }),
    /** `{{name}}` stands for the learner's value. */
    says: (includes: string) => answer({ status: 200, includes }),
  };
}

/** Whose kernel answers the container's system calls, asked by the `uname` of its image. */
export function kernelOf(service: Named) {
  const { probe } = program(service, ['uname', '-r'], { parallel: true });
  const kernel = (own: boolean) =>
    draft(service.name, 'init', { kind: 'kernel', probe: probe.id, own }, [probe]);
  return { own: () => kernel(true), ofTheHost: () => kernel(false) };
}

/** What is tried, said as data with what should come of it: the words of a kind of probe. */
export interface Trial {
  readonly said: Said<ActiveProbeInput>;
  /** What is expected of the probe of that id. */
  expect(probe: string): Expectation;
}

/** A check on what is tried: `tried(reach(web, db, 5432).arrives())`. */
export function tried({ said, expect }: Trial): CheckDraft {
  const probe = probeOf(said);
  return draft(said.service, 'init', expect(probe.id), [probe]);
}

type Said<Input> = Input extends unknown ? Omit<Input, 'id'> : never;

/** A probe of what is said, its id made of that. */
export function probeOf(said: Said<ActiveProbeInput>): ActiveProbe {
  return ActiveProbeSchema.parse({
    ...said,
    id: `${said.kind}-${slug(said.service)}-${shortHash(JSON.stringify(said))}`,
  });
}

const slug = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
