import * as z from 'zod';
import { probeMatcher } from './matcher.ts';

const short = (text: string) => {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
};

export const httpAnswer = probeMatcher({
  kind: 'http-answer',
  fields: {
    /** The id of an active probe of the manifest. */
    probe: z.string(),
    status: z.number().int().optional(),
    /** A part of the body; `{{name}}` stands for the learner's value. */
    includes: z.string().optional(),
  },
  title: ({ includes }) => (includes === undefined ? 'answers over HTTP' : `answers with “${includes}”`),
  expected: ({ status, includes }) =>
    [
      status === undefined ? 'an answer' : `status ${status}`,
      includes === undefined ? '' : `with “${includes}”`,
    ]
      .filter(Boolean)
      .join(' '),
  judge({ status, includes }, result) {
    if (result.error !== undefined || result.status === undefined)
      return { ok: false, observed: `no answer: ${result.error ?? 'nothing came'}` };
    const body = result.body ?? '';
    const rightStatus = status === undefined ? result.status < 500 : result.status === status;
    const rightBody = includes === undefined || body.includes(includes);
    return { ok: rightStatus && rightBody, observed: `status ${result.status}, “${short(body)}”` };
  },
});

export const execResult = probeMatcher({
  kind: 'exec-result',
  fields: {
    probe: z.string(),
    exitCode: z.number().int().optional(),
    /** `refused`: any exit code but 0. */
    refused: z.boolean().optional(),
    includes: z.string().optional(),
  },
  title: ({ refused, includes }) =>
    refused
      ? 'refuses what was tried'
      : includes === undefined
        ? 'does what was tried'
        : `prints “${includes}”`,
  expected: ({ refused, exitCode, includes }) =>
    [
      refused ? 'a refusal' : `exit status ${exitCode ?? 0}`,
      includes === undefined ? '' : `and “${includes}”`,
    ]
      .filter(Boolean)
      .join(' '),
  judge({ refused, exitCode, includes }, result) {
    if (result.exitCode === undefined)
      return { ok: false, observed: `could not be tried: ${result.error ?? 'no reason'}` };
    const output = `${result.stdout ?? ''}${result.stderr ?? ''}`;
    const rightExit = refused ? result.exitCode !== 0 : result.exitCode === (exitCode ?? 0);
    const rightText = includes === undefined || output.includes(includes);
    return {
      ok: rightExit && rightText,
      observed: `exit status ${result.exitCode}${output ? `, “${short(output)}”` : ''}`,
    };
  },
});
