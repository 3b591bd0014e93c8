/**
 * What may stand in a seccomp profile: `linux.seccomp` of the OCI runtime specification, with what Docker adds. The
 * Engine takes a key in any case, and passes over one that it does not know; here both are refused, so that nobody
 * reads a profile otherwise than it is meant.
 * https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp
 * https://docs.docker.com/engine/security/seccomp/
 */
import * as z from 'zod';
import { nearest } from '../nearest.ts';
import { capabilityNames } from '../observation/capabilities.ts';
import { callNames } from './call-names.ts';

const words = (text: string) => text.trim().split(/\s+/);

const actions = words('ALLOW ERRNO KILL KILL_PROCESS KILL_THREAD LOG NOTIFY TRACE TRAP').map(
  (name) => `SCMP_ACT_${name}`,
);
const capabilities = capabilityNames.map((name) => `CAP_${name}`);
const operators = words('EQ GE GT LE LT MASKED_EQ NE').map((name) => `SCMP_CMP_${name}`);
const architectures = words(
  `AARCH64 ARM LOONGARCH64 M68K MIPS MIPS64 MIPS64N32 MIPSEL MIPSEL64 MIPSEL64N32 PARISC PARISC64 PPC PPC64 PPC64LE
  RISCV64 S390 S390X SH SHEB X32 X86 X86_64`,
).map((name) => `SCMP_ARCH_${name}`);
/** What `includes.arches` compares with: Go's names, and the older ones of Docker's own profile. */
const machines = words(
  '386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64le riscv64 s390 s390x x32 x86',
);
/** SECCOMP_FILTER_FLAG_SPEC_ALLOW puts off a protection, seccomp(2), and is none of them. */
const flags = words('LOG TSYNC WAIT_KILLABLE_RECV').map((name) => `SECCOMP_FILTER_FLAG_${name}`);

const oneOf = (what: string, known: readonly string[]) => {
  const all = new Set(known);
  return z.string().refine((value) => all.has(value), {
    error: ({ input }) => `“${String(input).slice(0, 60)}” is no ${what}`,
  });
};

const action = oneOf('action', actions);
const call = oneOf('system call', callNames);
const architecture = oneOf('architecture', architectures);
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
  op: oneOf('operator', operators),
});

const condition = z
  .strictObject({
    caps: z.array(oneOf('capability', capabilities)).nullish(),
    arches: z.array(oneOf('architecture here', machines)).nullish(),
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
  flags: z.array(oneOf('flag of a filter that may be set', flags)).nullish(),
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
      return callNames;
    case 'action':
    case 'defaultAction':
      return actions;
    case 'op':
      return operators;
    case 'caps':
      return capabilities;
    case 'arches':
      return machines;
    case 'flags':
      return flags;
    default:
      return architectures;
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
