/** What the seccomp filters in force answer to system calls, process by process. */
import * as z from 'zod';
import { answersOf, answersTo, isAllowed, isClosed, isKilled } from '../observation/call-answers.ts';
import { type ErrnoName, errnoNames, errnoNumbers } from '../observation/errno.ts';
import type { Fact } from '../observation/fact.ts';
import type { CallAnswer, CallAnswers } from '../observation/filters.ts';
import type { Observation } from '../observation/observation.ts';
import {
  CallSchema,
  CallsSchema,
  isLooser,
  noTable,
  openElsewhere,
  openForeign,
  openOf,
  tableOf,
  tellAnswers,
} from './answered-calls.ts';
import { byDockersDefault, dockersDefaultVaries } from './docker-default-calls.ts';
import { judgeFact, listWords, processMatcher } from './matcher.ts';

export const callAnswer = processMatcher({
  kind: 'call-answer',
  power: 'filters',
  fields: {
    /** Those that the architecture does not have are left out. */
    names: CallsSchema,
    /** `open`: with some arguments at least. `refused`: with an errno, or it ends whoever makes it. */
    is: z.enum(['allowed', 'open', 'refused', 'killed']),
    /** The errno of a refusal, where it has to be that one. */
    errno: z.enum(errnoNames).optional(),
  },
  title: ({ names, is, errno }) =>
    is === 'allowed'
      ? `may call ${listWords(names)}`
      : is === 'open'
        ? `may call ${listWords(names)}, with some arguments at least`
        : is === 'killed'
          ? `is killed for calling ${listWords(names, 4, 'or')}`
          : `is refused ${listWords(names)}${errno === undefined ? '' : ` with ${errno}`}`,
  expected: ({ names, is, errno }) =>
    is === 'allowed'
      ? `a filter that lets ${listWords(names)} through`
      : is === 'open'
        ? `a filter that lets ${listWords(names)} through, with some arguments at least`
        : is === 'killed'
          ? `a filter that kills for ${listWords(names, 4, 'or')}`
          : `a filter that refuses ${listWords(names)}${errno === undefined ? '' : ` with ${errno}`}`,
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
      is === 'allowed'
        ? isAllowed(answer)
        : is === 'open'
          ? isAllowed(answer) || answer === 'by-arguments'
          : is === 'killed'
            ? isKilled(answer)
            : errno === undefined
              ? isClosed(answer) && answer !== 'errno 0'
              : answer === `errno ${errnoNumbers[errno]}`;
    return judgeFact(answersOf(process, container), (answers) => {
      const told = answersTo(there, answers);
      const wrong = told.filter(([, answer]) => !isRight(answer));
      const around = is === 'allowed' || is === 'open' ? [] : openForeign(answers, there);
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

export const callStrictness = processMatcher({
  kind: 'call-strictness',
  power: 'filters',
  fields: {
    /**
     * Docker's default profile for a container without added capabilities, or the filter of a service's first process.
     */
    as: z.union([z.literal('default'), z.strictObject({ service: z.string() })]),
    /** Calls that may be more open. */
    except: z.array(CallSchema),
    /** What is refused has to be refused with the same errno. */
    sameErrno: z.boolean().optional(),
  },
  title: ({ as, except, sameErrno }) =>
    `is filtered as strictly as by ${namedFilter(as)}${sameErrno ? ', with the same errno' : ''}${exceptFor(except)}`,
  expected: ({ as, except, sameErrno }) =>
    sameErrno
      ? `a filter that answers what ${namedFilter(as)} answers to what that refuses${exceptFor(except)}`
      : `a filter that lets no more through than ${namedFilter(as)}${exceptFor(except)}`,
  judge({ as, except, sameErrno = false }, process, { container, observation }) {
    const table = tableOf(observation);
    if (!table) return noTable;
    const reference = as === 'default' ? byDockersDefault : referenceOf(as.service, observation);
    if ('source' in reference && reference.source === 'unknown') return reference;
    const known = 'source' in reference ? reference.value : reference;
    if ('source' in reference && as !== 'default' && reference.value.filters === 0)
      return { ok: false, observed: `has nothing to compare with: ${as.service} has no filter` };
    return judgeFact(answersOf(process, container), (answers) => {
      const names = table.filter((name) => !except.includes(name));
      const strict = new Map(answersTo(names, known));
      const looser = answersTo(names, answers).filter(([name, answer]) => isLooser(answer, strict.get(name)));
      const around = openElsewhere(answers).filter((where) => known.foreign[where] !== 'allow');
      const more = [
        ...looser.map(([name]) => name),
        ...around.map((where) => `every call made as of ${where}`),
      ];
      if (more.length > 0) return { ok: false, observed: `lets ${listWords(more)} through besides` };
      const otherwise = sameErrno
        ? answersTo(names, answers).filter(([name, answer]) => isOtherwise(answer, strict.get(name)))
        : [];
      return {
        ok: otherwise.length === 0,
        observed: otherwise.length === 0 ? 'is filtered as strictly' : tellAnswers(otherwise),
      };
    });
  },
});

export const callOpenness = processMatcher({
  kind: 'call-openness',
  power: 'filters',
  fields: {
    /** Docker's default profile for a container without added capabilities, as far as its versions agree. */
    as: z.literal('default'),
    /** Calls that may be less open. */
    except: z.array(CallSchema),
  },
  title: ({ except }) => `may make the calls that ${namedFilter('default')} allows${exceptFor(except)}`,
  expected: ({ except }) =>
    `a filter that lets through what ${namedFilter('default')} does${exceptFor(except)}`,
  judge({ except }, process, { container, observation }) {
    const table = tableOf(observation);
    if (!table) return noTable;
    const names = table.filter((name) => !except.includes(name) && !dockersDefaultVaries.includes(name));
    const open = new Map(answersTo(names, byDockersDefault));
    return judgeFact(answersOf(process, container), (answers) => {
      // With which arguments socket(2) may be called differs between the versions too.
      const closed = answersTo(names, answers).filter(
        ([name, answer]) =>
          !isAllowed(answer) &&
          !isClosed(open.get(name) ?? 'allow') &&
          !(answer === 'by-arguments' && (name === 'socket' || open.get(name) === 'by-arguments')),
      );
      return {
        ok: closed.length === 0,
        observed: closed.length === 0 ? 'may make them' : tellAnswers(closed),
      };
    });
  },
});

/** Whether what a filter refuses is refused with another answer. */
const isOtherwise = (answer: CallAnswer, strict: CallAnswer | undefined) =>
  strict !== undefined && isClosed(strict) && answer !== strict;

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

/** What the first process of another service is answered: of several containers, the first that runs. */
function referenceOf(service: string, { containers }: Observation): Fact<CallAnswers> {
  const other = containers.find((each) => each.service === service && each.declared.status === 'running');
  const init =
    other?.processes.source === 'unknown'
      ? undefined
      : other?.processes.value.find((process) => process.init);
  return other && init
    ? answersOf(init, other)
    : { source: 'unknown', reason: `there is no ${service} to compare with`, cause: 'not-seen' };
}

const namedFilter = (as: 'default' | { service: string }) =>
  as === 'default' ? 'Docker’s own profile' : as.service;
const exceptFor = (names: readonly string[]) => (names.length === 0 ? '' : `, but for ${listWords(names)}`);

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
