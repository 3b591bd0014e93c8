import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { seccompSchema } from '../../../../../../src/client/workspace/files/editor/seccomp-schema.ts';
import { profileSchema } from '../../../../../../src/lab/seccomp/profile-schema.ts';
import { profileWords } from '../../../../../../src/lab/seccomp/profile-words.ts';
import docker from '../../../../../../src/lab/seccomp/vendor/docker-default.json' with { type: 'json' };

/** The editor's schema, as a validator of JSON schemas reads it. */
const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(seccompSchema)));

/** A right word, or one that is nearly right. */
const word = (known: readonly string[]) =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...known), weight: 12 },
    fc.constantFrom(...known).map((each) => each.toLowerCase().slice(1)),
    fc.constantFrom<unknown>('', 0, null),
  );
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const errno = fc.oneof(fc.integer({ min: 0, max: 4095 }), fc.constantFrom<unknown>(-1, 4096, 1.5, null, '1'));
const condition = fc.record(
  {
    caps: fc.array(word(profileWords.capability), { maxLength: 2 }),
    arches: fc.array(word(profileWords.machine), { maxLength: 2 }),
    minKernel: fc.constantFrom<unknown>('4.8', '6.12', 'new', null),
  },
  { requiredKeys: [] },
);
const argument = fc.record(
  {
    index: fc.integer({ min: -1, max: 6 }),
    value: fc.integer({ min: -1, max: 40 }),
    valueTwo: fc.constantFrom<unknown>(0, 1, null),
    op: word(profileWords.operator),
  },
  { requiredKeys: ['index', 'value'] },
);
const rule = fc.record(
  {
    names: fc.oneof(fc.array(word(profileWords.call), { maxLength: 4 }), fc.constant(null)),
    action: word(profileWords.action),
    errnoRet: errno,
    args: fc.array(argument, { maxLength: 2 }),
    includes: condition,
    excludes: maybe(condition),
    nmaes: fc.constant([]),
  },
  { requiredKeys: [] },
);
const profile = fc.record(
  {
    defaultAction: word(profileWords.action),
    defaultErrnoRet: errno,
    architectures: fc.array(word(profileWords.architecture), { maxLength: 2 }),
    flags: fc.array(word(profileWords.flag), { maxLength: 2 }),
    syscalls: fc.array(rule, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

describe('the schema of profiles in the editor', () => {
  it('takes Docker’s own profile', () => {
    expect(schema.safeParse(docker).error).toBeUndefined();
  });

  it('takes and refuses what the gate does, contradictions aside', () => {
    fc.assert(
      fc.property(profile, (drawn) => {
        const value: unknown = JSON.parse(JSON.stringify(drawn));
        expect(schema.safeParse(value).success).toBe(profileSchema.safeParse(value).success);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'a name',
      { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names: ['chmood'], action: 'SCMP_ACT_ERRNO' }] },
    ],
    ['an action', { defaultAction: 'SCMP_ACT_ERNO' }],
    ['an architecture', { defaultAction: 'SCMP_ACT_ALLOW', architectures: ['SCMP_ARCH_ARM64'] }],
  ])('refuses %s that there is not', (_, value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});
