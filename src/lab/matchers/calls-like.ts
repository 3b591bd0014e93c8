/** What seccomp filters in force let through, held against Docker's own profile or another service's filter. */
import * as z from 'zod';
import { answersOf, answersTo, isAllowed, isClosed } from '../observation/call-answers.ts';
import type { Fact } from '../observation/fact.ts';
import type { CallAnswer, CallAnswers } from '../observation/filters.ts';
import type { Observation } from '../observation/observation.ts';
import { CallSchema, isLooser, noTable, openElsewhere, tableOf, tellAnswers } from './answered-calls.ts';
import { byDockersDefault, dockersDefaultVaries } from './docker-default-calls.ts';
import { judgeFact, listWords, processMatcher } from './matcher.ts';

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
