import * as z from 'zod';
import { fillVars } from '../vars.ts';
import type { ProbeMatcher } from './matcher.ts';

const httpSchema = z.strictObject({
  kind: z.literal('http-answer'),
  /** The id of an active probe of the manifest. */
  probe: z.string(),
  status: z.number().int().optional(),
  /** A part of the body; `{{name}}` stands for the learner's value. */
  includes: z.string().optional(),
});

const short = (text: string) => {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
};

/** A title is the same for every learner: `{{greeting}}` is "your greeting". */
const unfilled = (text: string) =>
  text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => `your ${name.replaceAll('_', ' ')}`);

export const httpAnswer: ProbeMatcher<typeof httpSchema> = {
  scope: 'probe',
  schema: httpSchema,
  title: ({ includes }) =>
    includes === undefined ? 'answers over HTTP' : `answers with “${unfilled(includes)}”`,
  expected: ({ status, includes }) =>
    [
      status === undefined ? 'an answer' : `status ${status}`,
      includes === undefined ? '' : `with “${includes}”`,
    ]
      .filter(Boolean)
      .join(' '),
  judge({ status, includes }, result, vars) {
    if (result.error !== undefined || result.status === undefined)
      return { ok: false, observed: `no answer: ${result.error ?? 'nothing came'}` };
    const body = result.body ?? '';
    const rightStatus = status === undefined ? result.status < 500 : result.status === status;
    const rightBody = includes === undefined || body.includes(fillVars(includes, vars));
    return { ok: rightStatus && rightBody, observed: `status ${result.status}, “${short(body)}”` };
  },
};

const execSchema = z.strictObject({
  kind: z.literal('exec-result'),
  probe: z.string(),
  exitCode: z.number().int().optional(),
  /** `refused`: any exit code but 0. */
  refused: z.boolean().optional(),
  includes: z.string().optional(),
});

export const execResult: ProbeMatcher<typeof execSchema> = {
  scope: 'probe',
  schema: execSchema,
  title: ({ refused, includes }) =>
    refused
      ? 'refuses what was tried'
      : includes === undefined
        ? 'does what was tried'
        : `prints “${unfilled(includes)}”`,
  expected: ({ refused, exitCode, includes }) =>
    [
      refused ? 'a refusal' : `exit status ${exitCode ?? 0}`,
      includes === undefined ? '' : `and “${includes}”`,
    ]
      .filter(Boolean)
      .join(' '),
  judge({ refused, exitCode, includes }, result, vars) {
    if (result.exitCode === undefined)
      return { ok: false, observed: `could not be tried: ${result.error ?? 'no reason'}` };
    const output = `${result.stdout ?? ''}${result.stderr ?? ''}`;
    const rightExit = refused ? result.exitCode !== 0 : result.exitCode === (exitCode ?? 0);
    const rightText = includes === undefined || output.includes(fillVars(includes, vars));
    return {
      ok: rightExit && rightText,
      observed: `exit status ${result.exitCode}${output ? `, “${short(output)}”` : ''}`,
    };
  },
};
