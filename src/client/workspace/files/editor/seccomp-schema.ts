/**
 * JSON schema of a seccomp profile as Docker reads it: the `linux.seccomp` of the OCI runtime specification
 * with the conditions (`includes`, `excludes`, `archMap`) that the Engine resolves.
 */

const actions = {
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

const action = {
  type: 'string',
  enum: Object.keys(actions),
  enumDescriptions: Object.values(actions),
};

const operators = {
  SCMP_CMP_EQ: 'argument = value',
  SCMP_CMP_NE: 'argument ≠ value',
  SCMP_CMP_LT: 'argument < value',
  SCMP_CMP_LE: 'argument ≤ value',
  SCMP_CMP_GE: 'argument ≥ value',
  SCMP_CMP_GT: 'argument > value',
  SCMP_CMP_MASKED_EQ: '(argument & value) = valueTwo',
};

const architecture = {
  type: 'string',
  enum: [
    'X86',
    'X86_64',
    'X32',
    'ARM',
    'AARCH64',
    'RISCV64',
    'S390',
    'S390X',
    'PPC64LE',
    'MIPS64',
    'LOONGARCH64',
  ].map((name) => `SCMP_ARCH_${name}`),
};

const errno = {
  type: 'integer',
  minimum: 0,
  description: 'The errno that the caller sees, as a number: 1 is EPERM, 38 is ENOSYS.',
};

const condition = {
  type: 'object',
  additionalProperties: false,
  properties: {
    caps: {
      type: 'array',
      items: { type: 'string', pattern: '^CAP_[A-Z_]+$' },
      description: 'CAP_SYS_ADMIN and so on.',
    },
    arches: {
      type: 'array',
      items: { type: 'string' },
      description: 'amd64, arm64 and so on, as Go names them.',
    },
    minKernel: { type: 'string', pattern: '^\\d+\\.\\d+$', description: 'The oldest kernel: 4.8.' },
  },
};

const argument = {
  type: 'object',
  required: ['index', 'value', 'op'],
  additionalProperties: false,
  properties: {
    index: { type: 'integer', minimum: 0, maximum: 5, description: 'Which argument, counted from 0.' },
    value: { type: 'integer', minimum: 0 },
    valueTwo: { type: 'integer', minimum: 0, description: 'Only for SCMP_CMP_MASKED_EQ.' },
    op: { type: 'string', enum: Object.keys(operators), enumDescriptions: Object.values(operators) },
  },
};

const rule = {
  type: 'object',
  required: ['action'],
  additionalProperties: false,
  properties: {
    names: { type: 'array', items: { type: 'string' }, description: 'System calls by name: openat, clone3.' },
    name: { type: 'string', deprecated: true, description: 'One system call. Use names.' },
    action: { ...action, description: 'What happens to these calls.' },
    errnoRet: errno,
    args: { type: 'array', items: argument, description: 'Only calls whose arguments meet all of these.' },
    comment: { type: 'string', description: 'For readers; the Engine ignores it.' },
    includes: { ...condition, description: 'The rule counts only where all of this is so.' },
    excludes: { ...condition, description: 'The rule does not count where any of this is so.' },
  },
};

export const seccompSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Seccomp profile',
  type: 'object',
  required: ['defaultAction'],
  additionalProperties: false,
  properties: {
    defaultAction: { ...action, description: 'What happens to every call that no rule names.' },
    defaultErrnoRet: errno,
    architectures: {
      type: 'array',
      items: architecture,
      description: 'Whose calls are filtered. Not beside archMap.',
    },
    archMap: {
      type: 'array',
      description: 'Architectures with those that they can also run, chosen by the Engine for its host.',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          architecture,
          subArchitectures: { type: ['array', 'null'], items: architecture },
        },
      },
    },
    flags: {
      type: 'array',
      items: {
        type: 'string',
        enum: ['SECCOMP_FILTER_FLAG_LOG', 'SECCOMP_FILTER_FLAG_SPEC_ALLOW', 'SECCOMP_FILTER_FLAG_TSYNC'],
      },
    },
    listenerPath: { type: 'string', description: 'The socket of the supervisor that SCMP_ACT_NOTIFY asks.' },
    listenerMetadata: { type: 'string' },
    syscalls: {
      type: 'array',
      items: rule,
      description: 'The rules. Calls in none of them meet defaultAction.',
    },
  },
};
