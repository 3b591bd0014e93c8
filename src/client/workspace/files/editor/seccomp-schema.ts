/**
 * JSON schema of a seccomp profile as the gate reads it (profile-schema.ts), with what an editor shows beside a word:
 * the `linux.seccomp` of the OCI runtime specification with the conditions (`includes`, `excludes`, `archMap`) that the
 * Engine resolves. What the gate takes for a contradiction is said by the gate alone.
 */
import { profileWords } from '../../../../lab/seccomp/profile-words.ts';
import { actionWords, errnoWords, operatorWords } from './profile-word-help.ts';

/** A word of a list; without `errorMessage` the editor would print the whole list at the mistake. */
const oneOf = (what: string, known: readonly string[], help?: Readonly<Record<string, string>>) => ({
  type: 'string',
  enum: known,
  errorMessage: `This is no ${what}. The list of suggestions (Ctrl+Space) has all of them.`,
  ...(help === undefined ? {} : { enumDescriptions: known.map((word) => help[word] ?? '') }),
});
/** The Engine's own profiles say null for what they do not say. */
const optional = <Schema extends { type: string }>(schema: Schema, description?: string) => ({
  ...schema,
  type: [schema.type, 'null'],
  ...(description === undefined ? {} : { description }),
});
const list = (items: object) => ({ type: 'array', items });
const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const action = oneOf('action of a filter', profileWords.action, actionWords);
const call = oneOf('system call', profileWords.call);
const architecture = oneOf('architecture', profileWords.architecture);
const text = { type: 'string' };
const errno = {
  type: ['integer', 'null'],
  minimum: 0,
  maximum: 4095,
  description: errnoWords,
};
const register = { type: 'integer', minimum: 0 };

const condition = object({
  caps: optional(list(oneOf('capability', profileWords.capability)), 'CAP_SYS_ADMIN and so on.'),
  arches: optional(
    list(oneOf('architecture by this name', profileWords.machine)),
    'amd64, arm64 and so on, as Go names them.',
  ),
  minKernel: optional({ type: 'string', pattern: '^\\d+\\.\\d+$' }, 'The oldest kernel: 4.8.'),
});

const argument = object(
  {
    index: { type: 'integer', minimum: 0, maximum: 5, description: 'Which argument, counted from 0.' },
    value: register,
    valueTwo: optional(register, 'Only for SCMP_CMP_MASKED_EQ.'),
    op: oneOf('comparison', profileWords.operator, operatorWords),
  },
  ['index', 'value', 'op'],
);

const rule = object(
  {
    names: optional(list(call), 'System calls by name: openat, clone3.'),
    name: {
      ...optional(call, 'One system call. Use names.'),
      enum: [...profileWords.call, null],
      deprecated: true,
    },
    action: { ...action, description: 'What happens to these calls.' },
    errnoRet: errno,
    args: optional(list(argument), 'Only calls whose arguments meet all of these.'),
    comment: optional(text, 'For readers; the Engine ignores it.'),
    includes: optional(condition, 'The rule counts only where all of this is so.'),
    excludes: optional(condition, 'The rule does not count where any of this is so.'),
  },
  ['action'],
);

export const seccompSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Seccomp profile',
  ...object(
    {
      defaultAction: { ...action, description: 'What happens to every call that no rule names.' },
      defaultErrnoRet: errno,
      architectures: optional(list(architecture), 'Whose calls are filtered. Not beside archMap.'),
      archMap: optional(
        list(object({ architecture, subArchitectures: optional(list(architecture)) }, ['architecture'])),
        'Architectures with those that they can also run, chosen by the Engine for its host.',
      ),
      flags: optional(list(oneOf('flag of a filter that may be set', profileWords.flag))),
      listenerPath: optional(text, 'The socket of the supervisor that SCMP_ACT_NOTIFY asks.'),
      listenerMetadata: optional({ type: 'string', pattern: '^[\\w.:-]{0,64}$' }),
      syscalls: optional(list(rule), 'The rules. Calls in none of them meet defaultAction.'),
    },
    ['defaultAction'],
  ),
};
