/** What the seccomp filters in force answer to system calls, process by process. */
import * as z from 'zod';
import { answersOf, answersTo, isAllowed, isClosed, isKilled } from '../observation/call-answers.ts';
import { type ErrnoName, errnoNames, errnoNumbers } from '../observation/errno.ts';
import type { CallAnswer } from '../observation/filters.ts';
import {
  CallsSchema,
  noTable,
  openElsewhere,
  openForeign,
  openOf,
  tableOf,
  tellAnswers,
} from './answered-calls.ts';
import { judgeFact, listWords, processMatcher } from './matcher.ts';

interface Way {
  readonly title: (names: readonly string[]) => string;
  /** What a filter does that answers so. */
  readonly filter: (names: readonly string[]) => string;
  readonly isRight: (answer: CallAnswer) => boolean;
  /** The call may be made; else no way around may be left either. */
  readonly isOpen: boolean;
}

/** `open`: with some arguments at least. `refused`: with an errno, or it ends whoever makes it. */
const ways = {
  allowed: {
    title: (names) => `may call ${listWords(names)}`,
    filter: (names) => `lets ${listWords(names)} through`,
    isRight: isAllowed,
    isOpen: true,
  },
  open: {
    title: (names) => `may call ${listWords(names)}, with some arguments at least`,
    filter: (names) => `lets ${listWords(names)} through, with some arguments at least`,
    isRight: (answer) => isAllowed(answer) || answer === 'by-arguments',
    isOpen: true,
  },
  refused: {
    title: (names) => `is refused ${listWords(names)}`,
    filter: (names) => `refuses ${listWords(names)}`,
    isRight: (answer) => isClosed(answer) && answer !== 'errno 0',
    isOpen: false,
  },
  killed: {
    title: (names) => `is killed for calling ${listWords(names, 4, 'or')}`,
    filter: (names) => `kills for ${listWords(names, 4, 'or')}`,
    isRight: isKilled,
    isOpen: false,
  },
} as const satisfies Readonly<Record<string, Way>>;
const withErrno = (errno: ErrnoName | undefined) => (errno === undefined ? '' : ` with ${errno}`);

export const callAnswer = processMatcher({
  kind: 'call-answer',
  power: 'filters',
  fields: {
    /** Those that the architecture does not have are left out. */
    names: CallsSchema,
    is: z.enum(['allowed', 'open', 'refused', 'killed']),
    /** Of `refused`: where it has to be that one. */
    errno: z.enum(errnoNames).optional(),
  },
  title: ({ names, is, errno }) => ways[is].title(names) + withErrno(errno),
  expected: ({ names, is, errno }) => `a filter that ${ways[is].filter(names)}${withErrno(errno)}`,
  judge({ names, is, errno }, process, { container, observation }) {
    const table = tableOf(observation);
    if (!table) return noTable;
    const there = names.filter((name) => table.includes(name));
    if (there.length === 0)
      return {
        source: 'unknown',
        reason: `this architecture has no ${listWords(names, 4, 'or')}`,
        cause: 'host-lacks',
      };
    const isRight = (answer: CallAnswer) =>
      is !== 'refused' || errno === undefined
        ? ways[is].isRight(answer)
        : answer === `errno ${errnoNumbers[errno]}`;
    return judgeFact(answersOf(process, container), (answers) => {
      const told = answersTo(there, answers);
      const wrong = told.filter(([, answer]) => !isRight(answer));
      const around = ways[is].isOpen ? [] : openForeign(answers, there);
      return {
        ok: wrong.length === 0 && around.length === 0,
        observed:
          around.length > 0 && wrong.length === 0
            ? `is filtered, and ${openForeign(answers).length > 0 ? 'every call' : 'one of them'} made as of ${listWords(around, 4, 'or')} is let through`
            : tellAnswers(wrong.length > 0 ? wrong : told),
      };
    });
  },
});

export const callsAllowed = processMatcher({
  kind: 'calls-allowed',
  power: 'filters',
  fields: {
    /** What is let through with some arguments only, or when another process says so, counts. */
    atMost: z.number().int().nonnegative(),
  },
  title: ({ atMost }) => `may make at most ${atMost} kinds of calls`,
  expected: ({ atMost }) => `a filter that lets at most ${atMost} calls through`,
  judge: ({ atMost }, process, { container, observation }) => {
    const table = tableOf(observation);
    if (!table) return noTable;
    return judgeFact(answersOf(process, container), (answers) => {
      const open = openOf(table, answers).length;
      const around = openElsewhere(answers);
      const more = around.length === 0 ? '' : `, and every call made as of ${listWords(around)}`;
      return {
        ok: open <= atMost && around.length === 0,
        observed: `may make ${open} of ${table.length}${more}`,
      };
    });
  },
});

export const nativeOnly = processMatcher({
  kind: 'native-calls-only',
  power: 'filters',
  fields: {},
  title: () => 'may make calls of its own architecture alone',
  expected: () => 'a filter that refuses calls made as of other architectures, and those that no table names',
  judge(_, process, { container }) {
    const fact = answersOf(process, container);
    if (fact.source === 'declared')
      return {
        source: 'unknown',
        reason:
          'only the profile is known here, and it does not say what is answered to calls of other architectures',
        cause: 'host-lacks',
      };
    return judgeFact(fact, (answers) => {
      if (answers.filters === 0) return { ok: false, observed: 'has no filter' };
      const open = Object.entries({ ...answers.foreign, 'no table': answers.beyond }).filter(
        ([, answer]) => !isClosed(answer),
      );
      return {
        ok: open.length === 0,
        observed:
          open.length === 0
            ? 'may make no others'
            : `may make calls as of ${listWords(open.map(([name]) => name))}`,
      };
    });
  },
});

/** seccomp(2), by the filters in force: what a process may ask of the kernel. */
export const calls = {
  /** The kernel makes each of them, whatever the arguments. */
  allowed: (...names: string[]) => ({ kind: 'call-answer', names, is: 'allowed' }) as const,
  /** None of them is refused altogether: a filter may look at their arguments. */
  open: (...names: string[]) => ({ kind: 'call-answer', names, is: 'open' }) as const,
  /** None of them is made, with whatever arguments; where an errno is said, that is what is answered. */
  refused: (names: string | readonly string[], { errno }: { readonly errno?: ErrnoName } = {}) =>
    ({
      kind: 'call-answer',
      names: typeof names === 'string' ? [names] : [...names],
      is: 'refused',
      ...(errno === undefined ? {} : { errno }),
    }) as const,
  /** Whoever makes one of them ends. */
  killed: (...names: string[]) => ({ kind: 'call-answer', names, is: 'killed' }) as const,
  /** So many kinds of calls may be made, and none as of another architecture without a look. */
  allowedAtMost: (atMost: number) => ({ kind: 'calls-allowed', atMost }) as const,
  /**
   * Lets nothing through that Docker's own profile, or another service's filter, does not, `except` for these. With
   * `sameErrno` it also answers the same to what that refuses.
   */
  asStrictAs: (
    as: 'default' | { readonly name: string },
    { except = [], sameErrno }: { readonly except?: readonly string[]; readonly sameErrno?: boolean } = {},
  ) => {
    const names = [...except];
    const strict = typeof as === 'string' ? as : { service: as.name };
    const errno = sameErrno === undefined ? {} : { sameErrno };
    return { kind: 'call-strictness', as: strict, except: names, ...errno } as const;
  },
  /** Refuses nothing that Docker's own profile allows in each of its versions, `except` for these. */
  asOpenAs: (as: 'default', { except = [] }: { readonly except?: readonly string[] } = {}) => {
    const names = [...except];
    return { kind: 'call-openness', as, except: names } as const;
  },
  /** Calls made as of i386, x32 or arm are refused, and those of kernels to come. */
  nativeOnly: () => ({ kind: 'native-calls-only' }) as const,
};
