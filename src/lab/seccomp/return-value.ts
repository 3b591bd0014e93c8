/** What a filter returns, SECCOMP_RET_… of linux/seccomp.h, as numbers, as profiles name it, and in words. */
import { errnoNames, errnoNumbers } from '../observation/errno.ts';
import type { CallAnswer } from '../observation/filters.ts';

const actionBits = 0xffff0000;
const errno = 0x00050000;

/** What a kernel does not know it takes for the strictest. */
const answers = new Map<number, CallAnswer>([
  [0x7fff0000, 'allow'],
  [0x7ffc0000, 'log'],
  [0x7ff00000, 'trace'],
  [0x7fc00000, 'notify'],
  [0x00030000, 'trap'],
  [0x00000000, 'kill-thread'],
]);

export const allow = 0x7fff0000;
export const killThread = 0;

/** The low 16 bits are an errno, of which Linux has none above 4095: seccomp(2). */
export function answerOfReturn(value: number): CallAnswer {
  const action = (value & actionBits) >>> 0;
  return action === errno
    ? `errno ${Math.min(value & 0xffff, 4095)}`
    : (answers.get(action) ?? 'kill-process');
}

/** What libseccomp calls the actions: seccomp_rule_add(3). `takes`: the low bits are the profile's `errnoRet`. */
const actions: Readonly<Record<string, { readonly bits: number; readonly takes?: true }>> = {
  SCMP_ACT_ALLOW: { bits: allow },
  SCMP_ACT_LOG: { bits: 0x7ffc0000 },
  SCMP_ACT_TRACE: { bits: 0x7ff00000, takes: true },
  SCMP_ACT_NOTIFY: { bits: 0x7fc00000 },
  SCMP_ACT_ERRNO: { bits: errno, takes: true },
  SCMP_ACT_TRAP: { bits: 0x00030000 },
  SCMP_ACT_KILL: { bits: killThread },
  SCMP_ACT_KILL_THREAD: { bits: killThread },
  SCMP_ACT_KILL_PROCESS: { bits: 0x80000000 },
};

/** EPERM where the profile names no errno, as runc has it. */
export function returnOf(action: string, errnoRet: number | null | undefined): number {
  const { bits, takes } = actions[action] ?? { bits: killThread };
  return (takes ? bits | (errnoRet ?? errnoNumbers.EPERM) : bits) >>> 0;
}

const errnoName = (number: number) => errnoNames.find((name) => errnoNumbers[name] === number);

/** `EPERM (1)`, or the number where it has no name in the table. */
export const errnoWords = (number: number): string =>
  errnoName(number) === undefined ? `errno ${number}` : `${errnoName(number)} (${number})`;

const words: Readonly<Record<string, string>> = {
  allow: 'the kernel goes on with the call',
  log: 'the call is logged, and the kernel goes on with it',
  trace: 'a tracer is asked, and without one the call fails with ENOSYS (38)',
  notify: 'a program that listens decides',
  trap: 'the thread is sent SIGSYS, and the call is not made',
  'kill-thread': 'the thread ends as if by SIGSYS, and the call is not made',
  'kill-process': 'the process ends as if by SIGSYS, and the call is not made',
};

/** What comes of a call, in the middle of a sentence: seccomp(2). */
export function returnWords(value: number): string {
  const answer = answerOfReturn(value);
  return words[answer] ?? `the call fails with ${errnoWords(value & 0xffff)}`;
}

const pfcNames: Readonly<Record<string, string>> = {
  allow: 'ALLOW',
  log: 'LOG',
  notify: 'NOTIFY',
  'kill-thread': 'KILL',
  'kill-process': 'KILL_PROCESS',
};

/** As libseccomp writes it in pseudo filter code: gen_pfc.c. */
export function pfcAction(value: number): string {
  const answer = answerOfReturn(value);
  const kind = answer.startsWith('errno') ? 'ERRNO' : answer.toUpperCase();
  return pfcNames[answer] ?? `${kind}(${value & 0xffff})`;
}
