/**
 * What may stand in a seccomp profile: `linux.seccomp` of the OCI runtime specification, with what Docker adds. The
 * Engine takes a key in any case, and passes over one that it does not know; here both are refused, so that nobody
 * reads a profile otherwise than it is meant.
 * https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp
 * https://docs.docker.com/engine/security/seccomp/
 */
import * as z from 'zod';
import { nearest } from '../nearest.ts';
import { profileWords } from './profile-words.ts';

const oneOf = (what: string, known: readonly string[]) => {
  const all = new Set(known);
  const text = z.string({
    error: ({ input }) => (input === undefined ? 'is missing' : 'expected text, in quotes'),
  });
  return text.refine((value) => all.has(value), {
    error: ({ input }) => `“${String(input).slice(0, 60)}” is no ${what}`,
  });
};

const action = oneOf('action', profileWords.action);
const call = oneOf('system call', profileWords.call);
const architecture = oneOf('architecture', profileWords.architecture);
/** The highest errno of Linux is 4095: errno(3). */
const errno = z.number().int().min(0).max(4095).nullish();
const register = z
  .number()
  .min(0)
  .max(2 ** 64);

const argument = z.strictObject({
  index: z.number().int().min(0).max(5),
  value: register,
  valueTwo: register.nullish(),
  op: oneOf('operator', profileWords.operator),
});

const condition = z
  .strictObject({
    caps: z.array(oneOf('capability', profileWords.capability)).nullish(),
    arches: z.array(oneOf('architecture here', profileWords.machine)).nullish(),
    minKernel: z
      .string()
      .regex(/^\d+\.\d+$/, 'expected two numbers, such as 4.8')
      .nullish(),
  })
  .nullish();

const rule = z.strictObject({
  names: z.array(call).nullish(),
  name: call.nullish(),
  action,
  errnoRet: errno,
  args: z.array(argument).nullish(),
  comment: z.string().nullish(),
  includes: condition,
  excludes: condition,
});

export const profileSchema = z.strictObject({
  defaultAction: action,
  defaultErrnoRet: errno,
  architectures: z.array(architecture).nullish(),
  archMap: z
    .array(z.strictObject({ architecture, subArchitectures: z.array(architecture).nullish() }))
    .nullish(),
  flags: z.array(oneOf('flag of a filter that may be set', profileWords.flag)).nullish(),
  listenerPath: z.string().nullish(),
  listenerMetadata: z
    .string()
    .regex(/^[\w.:-]{0,64}$/, 'expected at most 64 letters, digits, and . : _ -')
    .nullish(),
  syscalls: z.array(rule).nullish(),
});

export type Profile = z.output<typeof profileSchema>;

/** What is meant by a word that is none of those that may stand at a path; nothing where none is near. */
export function meant(word: string, path: readonly PropertyKey[]): string | undefined {
  const known = wordsAt(path);
  return known.find((each) => each.endsWith(`_${word.toUpperCase()}`)) ?? nearest(word.slice(0, 60), known);
}

function wordsAt(path: readonly PropertyKey[]): readonly string[] {
  switch (path.findLast((step) => typeof step === 'string')) {
    case 'names':
    case 'name':
      return profileWords.call;
    case 'action':
    case 'defaultAction':
      return profileWords.action;
    case 'op':
      return profileWords.operator;
    case 'caps':
      return profileWords.capability;
    case 'arches':
      return profileWords.machine;
    case 'flags':
      return profileWords.flag;
    default:
      return profileWords.architecture;
  }
}

/** The keys that may stand where others were found, by the path of the issue; for the nearest one. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const last = path.findLast((step) => typeof step === 'string');
  switch (last) {
    case undefined:
      return Object.keys(profileSchema.shape);
    case 'syscalls':
      return Object.keys(rule.shape);
    case 'args':
      return Object.keys(argument.shape);
    case 'archMap':
      return ['architecture', 'subArchitectures'];
    default:
      return ['caps', 'arches', 'minKernel'];
  }
}

/** What each part says alone and both together do not mean, with the path of the part that is wrong. */
export function contradictions(profile: Profile): readonly (readonly [PropertyKey[], string])[] {
  const found: (readonly [PropertyKey[], string])[] = [];
  const rules = profile.syscalls ?? [];
  if (profile.architectures?.length && profile.archMap?.length)
    found.push([['architectures'], 'stands beside archMap, and the Engine takes one of them']);
  if (profile.defaultAction === 'SCMP_ACT_NOTIFY')
    found.push([
      ['defaultAction'],
      'SCMP_ACT_NOTIFY is for single calls: the runtime itself could make none',
    ]);
  for (const [index, { name, names, action: what }] of rules.entries()) {
    if (name && names?.length)
      found.push([['syscalls', index, 'name'], 'stands beside names, and the Engine takes one of them']);
    if (what !== 'SCMP_ACT_NOTIFY') continue;
    if (!profile.listenerPath)
      found.push([
        ['syscalls', index, 'action'],
        'SCMP_ACT_NOTIFY needs a listenerPath, by which somebody answers',
      ]);
    const write = (names ?? []).indexOf('write');
    if (write >= 0 || name === 'write')
      found.push([
        write >= 0 ? ['syscalls', index, 'names', write] : ['syscalls', index, 'name'],
        'the runtime needs `write` itself to hand over the listener, so SCMP_ACT_NOTIFY is refused for it',
      ]);
  }
  return found;
}
