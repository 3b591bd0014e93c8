/** What the words of a seccomp profile mean, as the editor says beside them. */

export const actionWords: Readonly<Record<string, string>> = {
  SCMP_ACT_ALLOW: 'The call goes through.',
  SCMP_ACT_ERRNO: 'The call fails with `errnoRet`, EPERM where none is given.',
  SCMP_ACT_LOG: 'The call goes through and is written to the audit log.',
  SCMP_ACT_KILL_PROCESS: 'The whole process ends with SIGSYS.',
  SCMP_ACT_KILL_THREAD: 'The calling thread ends; the others go on, often without knowing.',
  SCMP_ACT_KILL: 'The old name of SCMP_ACT_KILL_THREAD.',
  SCMP_ACT_TRAP: 'The thread gets SIGSYS, which it may handle.',
  SCMP_ACT_TRACE: 'A tracer decides; without one the call fails with ENOSYS.',
  SCMP_ACT_NOTIFY: 'A supervisor behind `listenerPath` decides.',
};

export const operatorWords: Readonly<Record<string, string>> = {
  SCMP_CMP_EQ: 'argument = value',
  SCMP_CMP_NE: 'argument ≠ value',
  SCMP_CMP_LT: 'argument < value',
  SCMP_CMP_LE: 'argument ≤ value',
  SCMP_CMP_GE: 'argument ≥ value',
  SCMP_CMP_GT: 'argument > value',
  SCMP_CMP_MASKED_EQ: '(argument & value) = valueTwo',
};

export const errnoWords =
  'The errno that the caller sees, as a number: 1 is EPERM, 38 is ENOSYS. 4095 is the highest.';
