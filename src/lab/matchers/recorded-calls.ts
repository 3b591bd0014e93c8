/** System calls that a recorder saw, held against what filters let through and what should not be called. */
import * as z from 'zod';
import { answersOf } from '../observation/call-answers.ts';
import { readCallsUsed } from '../observation/calls-used.ts';
import type { Observation } from '../observation/observation.ts';
import { CallSchema, CallsSchema, noTable, openElsewhere, openOf, tableOf } from './answered-calls.ts';
import { judgeFact, listWords, probeMatcher, processMatcher } from './matcher.ts';
import { judgeImageProgram } from './programs.ts';

/** The recorder whose word is taken: what another program prints in its place is no record. */
const recorderImage = 'drydock/recorder:1';

/** Why what a service of that name recorded is not believed. */
function untrustedOf(service: string, { containers }: Observation): string | undefined {
  const recorders = containers.filter(
    (each) => each.service === service && each.declared.status === 'running',
  );
  const wrong = recorders.map((each) => judgeImageProgram(each, recorderImage)).find(({ ok }) => !ok);
  return wrong && `is held against a record that is not believed: ${service} ${wrong.observed}`;
}

export const callsWithin = processMatcher({
  kind: 'calls-within',
  fields: {
    /** The probe that tells the calls that a recorder saw. */
    probe: z.string(),
    /** The service that is the recorder; it has to run the catalogue's. */
    recorder: z.string().optional(),
    /** Others that may be let through. */
    besides: z.array(CallSchema),
  },
  title: ({ besides }) =>
    `may make no calls but those that were recorded${besides.length ? ` and ${listWords(besides)}` : ''}`,
  expected: ({ besides }) =>
    `a filter that lets through what was recorded${besides.length ? `, ${listWords(besides)}` : ''} and nothing else`,
  judge({ probe, recorder, besides }, process, { container, observation }) {
    const table = tableOf(observation);
    if (!table) return noTable;
    const used = readCallsUsed(observation.probes[probe]);
    if (used.source === 'unknown') return used;
    const untrusted = recorder === undefined ? undefined : untrustedOf(recorder, observation);
    if (untrusted !== undefined) return { ok: false, observed: untrusted };
    return judgeFact(answersOf(process, container), (answers) => {
      const more = openOf(table, answers).filter(
        (name) => !used.value.calls.has(name) && !besides.includes(name),
      );
      const around = openElsewhere(answers).map((where) => `every call made as of ${where}`);
      return {
        ok: more.length + around.length === 0,
        observed:
          more.length + around.length === 0
            ? 'may make only those'
            : `may make ${listWords([...more, ...around])} too`,
      };
    });
  },
});

export const callsUnused = probeMatcher({
  kind: 'calls-unused',
  fields: {
    /** The probe that tells the calls that a recorder saw. */
    probe: z.string(),
    names: CallsSchema,
  },
  title: ({ names }) => `does not call ${listWords(names, 4, 'or')}`,
  expected: ({ names }) => `no call of ${listWords(names, 4, 'or')}`,
  judge: ({ names }, result) =>
    judgeFact(readCallsUsed(result), ({ calls: made, lost }) => {
      const found = names.filter((name) => made.has(name));
      if (found.length > 0) return { ok: false, observed: `called ${listWords(found)}` };
      // Each process makes calls: a recorder that saw none watched nobody.
      if (made.size === 0) return { ok: false, observed: 'was seen to make no call at all' };
      return {
        ok: lost === 0,
        observed:
          lost === 0
            ? `made ${made.size} kinds of calls, none of them`
            : `made ${made.size} kinds of calls, and ${lost} that were lost to the recorder`,
      };
    }),
});
