import * as z from 'zod';
import { type Amount, amount, numberOf } from '../checks/amount.ts';
import { isNonceWord } from '../checks/nonce.ts';
import { errnoNames, errnosIn, signalNames, signalOf, statusOf } from '../observation/errno.ts';
import type { Observation } from '../observation/observation.ts';
import type { ProbeResult } from '../observation/probe-result.ts';
import { wordBehind } from '../quantities/printed.ts';
import { type Judged, probeMatcher } from './matcher.ts';

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
    /** A part of the body. */
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

/** A number, or so many times the number that another program printed. */
const NumberBoundSchema = z.union([
  amount(z.number()),
  z.strictObject({ probe: z.string(), word: z.string().optional(), times: z.number().positive() }),
]);
type NumberBound = z.output<typeof NumberBoundSchema>;

/** What a program that was run has to give back; exactly one of the rules. */
const RuleSchema = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('exit'), status: z.int().min(0).max(255) }),
  z.strictObject({ is: z.literal('printing'), text: z.string().min(1) }),
  z.strictObject({ is: z.literal('lacking'), text: z.string().min(1) }),
  z.strictObject({ is: z.literal('matching'), pattern: z.string().min(1) }),
  /** It ended with a status that is its own, and told one of these as the reason. */
  z.strictObject({ is: z.literal('failing'), with: z.array(z.enum(errnoNames)).min(1) }),
  z.strictObject({ is: z.literal('killed'), by: z.enum(signalNames) }),
  /** The word behind `word` at the beginning of a line, or all of what was printed, is a number within bounds. */
  z.strictObject({
    is: z.literal('number'),
    word: z.string().optional(),
    atLeast: NumberBoundSchema.optional(),
    atMost: NumberBoundSchema.optional(),
  }),
]);
type Rule = z.output<typeof RuleSchema>;

export const execResult = probeMatcher({
  kind: 'exec-result',
  fields: { probe: z.string(), rule: RuleSchema },
  title: ({ rule }) => titleOf(rule),
  expected: ({ rule }) => expectedOf(rule),
  judge({ rule }, result, { observation }) {
    if (result.exitCode === undefined)
      return { ok: false, observed: `could not be tried: ${result.error ?? 'no reason'}` };
    const output = `${result.stdout ?? ''}${result.stderr ?? ''}`;
    const signal = signalOf(result.exitCode);
    const ended = `exit status ${result.exitCode}${signal === undefined ? '' : ` (${signal})`}`;
    const seen = (ok: boolean): Judged => ({
      ok,
      observed: `${ended}${output ? `, “${short(output)}”` : ''}`,
    });
    switch (rule.is) {
      case 'exit':
        return seen(result.exitCode === rule.status);
      case 'killed':
        return seen(result.exitCode === statusOf(rule.by));
      case 'failing':
        return seen(isFailure(result.exitCode) && errnosIn(output).some((name) => rule.with.includes(name)));
      case 'printing':
        return seen(result.exitCode === 0 && output.includes(rule.text));
      case 'matching':
        return seen(result.exitCode === 0 && new RegExp(rule.pattern, 'm').test(output));
      case 'lacking':
        return result.truncated === true
          ? { ok: false, observed: `${ended}, and more was printed than is kept` }
          : seen(result.exitCode === 0 && !output.includes(rule.text));
      case 'number':
        return judgeNumber(rule, result, observation, seen(false));
    }
  },
});

/** That there is no such program, or that it cannot be executed, is no refusal of what was tried. */
const isFailure = (status: number) => status > 0 && status < 126;

function judgeNumber(
  { word, atLeast, atMost }: Extract<Rule, { is: 'number' }>,
  result: ProbeResult,
  observation: Observation,
  otherwise: Judged,
): Judged {
  const number = result.exitCode === 0 ? numberIn(result, word) : undefined;
  if (number === undefined) return otherwise;
  const least = boundOf(atLeast, observation);
  const most = boundOf(atMost, observation);
  const isOpen = (bound: NumberBound | undefined, is: number | undefined) =>
    bound !== undefined && is === undefined;
  if (isOpen(atLeast, least) || isOpen(atMost, most))
    return {
      ok: false,
      observed: `printed ${number}, and nothing that it could be compared with was printed`,
    };
  return { ok: number >= (least ?? number) && number <= (most ?? number), observed: `printed ${number}` };
}

function numberIn({ stdout = '' }: ProbeResult, word: string | undefined): number | undefined {
  const text = word === undefined ? stdout.trim() : wordBehind(word, stdout);
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function boundOf(bound: NumberBound | undefined, { probes }: Observation): number | undefined {
  if (typeof bound !== 'object') return bound === undefined ? undefined : numberOf(bound);
  const other = probes[bound.probe];
  const number = other?.exitCode === 0 ? numberIn(other, bound.word) : undefined;
  return number === undefined ? undefined : number * bound.times;
}

function titleOf(rule: Rule): string {
  switch (rule.is) {
    case 'exit':
      return rule.status === 0 ? 'does what was tried' : `ends with status ${rule.status}`;
    case 'printing':
      return `prints “${rule.text}”`;
    case 'lacking':
      return `does not print “${rule.text}”`;
    case 'matching':
      return `prints what matches ${rule.pattern}`;
    case 'failing':
      return `is refused with ${rule.with.join(' or ')}`;
    case 'killed':
      return `is killed by ${rule.by}`;
    case 'number':
      return `prints ${wordsOf(rule)}`;
  }
}

function expectedOf(rule: Rule): string {
  switch (rule.is) {
    case 'exit':
      return `exit status ${rule.status}`;
    case 'printing':
      return `exit status 0 and ${isNonceWord(rule.text) ? 'the answer to what Check has drawn' : `“${rule.text}”`}`;
    case 'lacking':
      return `exit status 0 without “${rule.text}”`;
    case 'matching':
      return `exit status 0 and a line that matches ${rule.pattern}`;
    case 'failing':
      return rule.with.join(' or ');
    case 'killed':
      return `exit status ${statusOf(rule.by)} (${rule.by})`;
    case 'number':
      return wordsOf(rule);
  }
}

function wordsOf({ word, atLeast, atMost }: Extract<Rule, { is: 'number' }>): string {
  const told = (bound: NumberBound): Amount =>
    typeof bound === 'object' ? `${bound.times} times what another program prints` : bound;
  const bounds = [
    atLeast === undefined ? '' : `at least ${told(atLeast)}`,
    atMost === undefined ? '' : `at most ${told(atMost)}`,
  ];
  return `${bounds.filter(Boolean).join(' and ') || 'a number'}${word === undefined ? '' : ` behind “${word}”`}`;
}
