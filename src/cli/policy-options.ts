/** Rules of an assignment as they are said on a command line. */

import type { Instant } from '../grades/time/instant.ts';
import { explainLocalTime } from '../grades/time/time-words.ts';
import { readLocalTime, type Zone } from '../grades/time/zoned-time.ts';
import { DrydockError } from '../lab/errors.ts';
import type { CourseView } from '../lab/wire/courses.ts';
import { readAskedFile } from './asked-file.ts';

export interface PolicyOptions {
  readonly policy?: string;
  readonly labs?: string;
  readonly opens?: string;
  readonly due?: string;
  readonly minutes?: string;
  readonly attempts?: string;
  readonly keep?: string;
  readonly late?: string;
  readonly grace?: string;
  readonly results?: string;
  readonly hints?: string;
  readonly solutions?: string;
  readonly pass?: string;
}

const mostPolicyBytes = 256 * 1024;

/** What is sent of a policy: from a file, or from the options. The server reads it, and says what is wrong with it. */
export async function policyOf(
  title: string,
  { zone }: CourseView,
  options: PolicyOptions,
): Promise<Record<string, unknown>> {
  if (options.policy !== undefined) {
    const said = readJson(options.policy, await readAskedFile(options.policy, mostPolicyBytes));
    return { zone, title, ...said };
  }
  const { labs, opens, due, minutes, pass, attempts = 'unlimited' } = options;
  if (labs === undefined || due === undefined)
    throw new DrydockError('bad-usage', {
      message: 'An assignment has labs and a due time.',
      fix: 'Say --labs start/first-container=10 --due 2026-11-30T23:59, or --policy FILE.',
    });
  return {
    title,
    zone,
    labs: labsOf(labs),
    window: {
      opens: opens === undefined ? new Date().toISOString() : momentOf('--opens', opens, zone),
      due: momentOf('--due', due, zone),
      ...(minutes === undefined ? {} : { minutes: numberOf('--minutes', minutes) }),
    },
    attempts: attempts === 'unlimited' ? attempts : numberOf('--attempts', attempts),
    keep: options.keep ?? 'best',
    late: { graceMinutes: numberOf('--grace', options.grace ?? '0'), after: lateOf(options.late) },
    shown: {
      results: options.results ?? 'always',
      hints: options.hints ?? 'open',
      solutions: options.solutions ?? 'closed',
    },
    ...(pass === undefined ? {} : { pass: numberOf('--pass', pass) }),
  };
}

/** A time by the clocks of a zone. Throws `bad-usage` with both readings where it could mean two moments, or none. */
export function momentOf(option: string, text: string, zone: Zone): Instant {
  const read = readLocalTime(text, zone);
  if (read.kind === 'instant') return read.instant;
  const { message, fix } = explainLocalTime(text, zone, read) ?? { message: text, fix: '' };
  throw new DrydockError('bad-usage', { message: `${option}: ${message}`, fix });
}

function labsOf(list: string) {
  return list.split(',').map((each) => {
    const [lab = '', points = '10'] = each.trim().split('=');
    return { lab, points: numberOf(`--labs ${lab}`, points) };
  });
}

/** `10%/day:3`: so much of what was earned for each day that has begun, for three of them. */
function lateOf(text: string | undefined) {
  if (text === undefined || text === 'refused') return { kind: 'refused' };
  const { percent, each, most } =
    /^(?<percent>\d+(?:[.]\d+)?)%\/(?<each>hour|day):(?<most>\d+)$/.exec(text)?.groups ?? {};
  if (percent === undefined || most === undefined)
    throw new DrydockError('bad-usage', {
      message: `--late ${text} is no rule.`,
      fix: 'Write refused, or 10%/day:3 for 10 % a day that has begun, for three days.',
    });
  return { kind: 'percent', each, percent: Number(percent), of: 'earned', most: Number(most) };
}

export function numberOf(option: string, text: string): number {
  if (/^\d+(?:[.]\d+)?$/.test(text)) return Number(text);
  throw new DrydockError('bad-usage', { message: `${option} ${text} is no number.`, fix: 'Write digits.' });
}

function readJson(file: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw new DrydockError('bad-usage', { message: `${file} is not JSON.`, fix: 'Correct it.', cause });
  }
  throw new DrydockError('bad-usage', { message: `${file} is no object of JSON.`, fix: 'Correct it.' });
}
