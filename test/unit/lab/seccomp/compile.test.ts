import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syscallNumbersOf } from '../../../../src/lab/observation/syscall-table.ts';
import { auditArch, type Machine } from '../../../../src/lab/seccomp/audit-arch.ts';
import { type MadeCall, traceBpf } from '../../../../src/lab/seccomp/bpf-trace.ts';
import type { FilterContext } from '../../../../src/lab/seccomp/filter-plan.ts';
import { type FilterView, viewFilter } from '../../../../src/lab/seccomp/filter-view.ts';
import { allow, killThread, returnOf } from '../../../../src/lab/seccomp/return-value.ts';

const context: FilterContext = { machine: 'amd64', capabilities: new Set(['CAP_CHOWN']), kernel: '6.12' };
const names = ['mkdir', 'clone', 'socket', 'openat', 'personality', 'getpid'] as const;

interface Argument {
  readonly index: number;
  readonly op: string;
  readonly value: bigint;
  readonly valueTwo: bigint;
}
interface Rule {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet?: number | undefined;
  readonly args: readonly Argument[];
  readonly includes?: { readonly caps: readonly string[] } | undefined;
}
interface Written {
  readonly defaultAction: string;
  readonly syscalls: readonly Rule[];
}

/** JSON with numbers of 64 bits as they are. */
const write = (profile: Written): string =>
  JSON.stringify(
    profile,
    (_, value: unknown) => (typeof value === 'bigint' ? `#${value}#` : value),
    2,
  ).replaceAll(/"#(\d+)#"/g, '$1');

/** Few numbers, so that calls meet conditions; with all that is near the border of the halves. */
const number64 = fc.oneof(
  fc.constantFrom(0n, 1n, 38n, 40n, 0x7e020000n, 0xffffffffn, 0x100000000n, 0x100000001n, (1n << 64n) - 1n),
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
);
const operators = ['EQ', 'NE', 'LT', 'LE', 'GT', 'GE', 'MASKED_EQ'].map((name) => `SCMP_CMP_${name}`);
const actions = ['ALLOW', 'ERRNO', 'KILL', 'KILL_PROCESS', 'LOG', 'TRAP', 'TRACE'].map(
  (name) => `SCMP_ACT_${name}`,
);
const argument = fc.record({
  index: fc.integer({ min: 0, max: 5 }),
  op: fc.constantFrom(...operators),
  value: number64,
  valueTwo: number64,
});
const rule: fc.Arbitrary<Rule> = fc.record({
  names: fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }),
  action: fc.constantFrom(...actions),
  errnoRet: fc.option(fc.integer({ min: 0, max: 4095 }), { nil: undefined }),
  args: fc.oneof(fc.constant<Argument[]>([]), fc.array(argument, { maxLength: 4 })),
  includes: fc.option(
    fc.record({ caps: fc.constantFrom(['CAP_CHOWN'], ['CAP_SYS_ADMIN'], ['CAP_CHOWN', 'CAP_SYS_ADMIN']) }),
    { nil: undefined },
  ),
});
const profile = fc.record({
  defaultAction: fc.constantFrom(...actions),
  syscalls: fc.array(rule, { maxLength: 8 }),
});

function viewOf(text: string, of: FilterContext = context): FilterView {
  const read = viewFilter(text, of);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.view;
}

const table = syscallNumbersOf('amd64') ?? new Map<string, number>();
const call = (name: string, ...args: bigint[]): MadeCall => ({
  arch: auditArch.x86_64,
  number: table.get(name) ?? -1,
  args,
});
const returned = (view: FilterView, made: MadeCall) => traceBpf(view.program, made).returned;

/** Straight from the words of the specification: no instruction, no plan. */
function decide({ defaultAction, syscalls }: Written, name: string, args: readonly bigint[]): number {
  const byDefault = returnOf(defaultAction, undefined);
  const about = syscalls.filter(
    (each) =>
      each.names.includes(name) &&
      !each.includes?.caps.includes('CAP_SYS_ADMIN') &&
      returnOf(each.action, each.errnoRet) !== byDefault,
  );
  const met = ({ index, op, value, valueTwo }: Argument): boolean => {
    const given = args[index] ?? 0n;
    const truths: Readonly<Record<string, boolean>> = {
      SCMP_CMP_EQ: given === value,
      SCMP_CMP_NE: given !== value,
      SCMP_CMP_LT: given < value,
      SCMP_CMP_LE: given <= value,
      SCMP_CMP_GT: given > value,
      SCMP_CMP_GE: given >= value,
      SCMP_CMP_MASKED_EQ: (given & value) === (valueTwo & value),
    };
    return truths[op] ?? false;
  };
  const repeats = ({ args: conditions }: Rule) =>
    new Set(conditions.map(({ index }) => index)).size < conditions.length;
  /** A mask without bits compares nothing. */
  const isEmpty = ({ op, value }: Argument) => op === 'SCMP_CMP_MASKED_EQ' && value === 0n;
  const isWhole = (each: Rule) => (repeats(each) ? each.args.some(isEmpty) : each.args.every(isEmpty));
  const holds = (each: Rule) => (repeats(each) ? each.args.some(met) : each.args.every(met));
  const chosen = about.find(isWhole) ?? about.find(holds);
  return chosen ? returnOf(chosen.action, chosen.errnoRet) : byDefault;
}

describe('a compiled profile', () => {
  it('returns what its rules say, for any call', () => {
    const anyArgs = fc.array(number64, { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(profile, fc.constantFrom(...names, 'read'), anyArgs, (written, name, args) => {
        // Numbers of the profile itself, so that conditions are met.
        const own = written.syscalls.flatMap((each) => each.args.map(({ value }) => value));
        const given = args.map((arg, index) => (index % 2 === 0 ? (own[index] ?? arg) : arg));
        const view = viewOf(write(written));
        expect(returned(view, call(name, ...given))).toBe(decide(written, name, given));
      }),
      { numRuns: 600 },
    );
  });

  it('names each rule that is in the program in its pseudo code, and says why another is not', () => {
    fc.assert(
      fc.property(profile, (written) => {
        const { pfc, plan, bpf } = viewOf(write(written));
        for (const [index] of written.syscalls.entries()) {
          const isNamed = pfc.some(({ text }) => text.includes(`# syscalls[${index}]: `));
          expect(isNamed).toBe(!plan.idle.has(index));
          expect(bpf.some(({ part }) => part === `rule-${index}`)).toBe(isNamed);
        }
      }),
    );
  });

  it('goes forward alone, within the program', () => {
    fc.assert(
      fc.property(profile, (written) => {
        const { program } = viewOf(write(written));
        for (const [pc, { code, jt, jf, k }] of program.entries()) {
          expect(Math.max(jt, jf)).toBeLessThan(256);
          const farthest = code === 5 ? k : Math.max(jt, jf);
          if ((code & 7) === 5) expect(pc + 1 + farthest).toBeLessThan(program.length);
        }
      }),
    );
  });

  const small = write({
    defaultAction: 'SCMP_ACT_ALLOW',
    syscalls: [
      { names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO', errnoRet: 38, args: [] },
      {
        names: ['clone'],
        action: 'SCMP_ACT_ERRNO',
        args: [{ index: 0, op: 'SCMP_CMP_MASKED_EQ', value: 0x10000000n, valueTwo: 0x10000000n }],
      },
    ],
  });

  it('shows the way of a call, and what the accumulator holds', () => {
    const { steps, returned: value } = traceBpf(viewOf(small).program, call('mkdir'));
    expect(steps.map(({ pc }) => pc)).toEqual([0, 1, 2, 3, 5, 7]);
    expect(steps.map(({ a }) => a).slice(0, 3)).toEqual([auditArch.x86_64, auditArch.x86_64, 83]);
    expect(steps.at(-1)?.next).toBeUndefined();
    expect(value).toBe(returnOf('SCMP_ACT_ERRNO', 38));
  });

  it('looks at arguments with 64 bits', () => {
    const view = viewOf(small);
    expect(returned(view, call('clone', 0x10000011n))).toBe(returnOf('SCMP_ACT_ERRNO', 1));
    expect(returned(view, call('clone', 0x11n))).toBe(allow);
    expect(returned(view, call('clone', -1n))).toBe(returnOf('SCMP_ACT_ERRNO', 1));
  });

  it('ends a thread that makes calls of another architecture, or of x32', () => {
    const view = viewOf(small);
    expect(returned(view, { ...call('mkdir'), arch: auditArch.i386 })).toBe(killThread);
    expect(returned(view, { ...call('mkdir'), number: 0x40000053 })).toBe(killThread);
  });

  it.each<[Machine, number]>([
    ['amd64', 83],
    ['arm64', 34],
  ])('is for both architectures that a profile names, whichever is the machine’s: %s', (machine, number) => {
    const text = small.replace('{', '{"architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"],');
    const view = viewOf(text, { ...context, machine });
    const arch = machine === 'amd64' ? auditArch.x86_64 : auditArch.aarch64;
    expect(returned(view, { arch, number, args: [] })).toBe(returnOf('SCMP_ACT_ERRNO', 38));
    expect(view.plan.leftOut).toEqual([]);
  });

  it('is refused where a kernel would not take it', () => {
    const much = Array.from({ length: 1200 }, (_, index) => ({
      names: ['socket'],
      action: 'SCMP_ACT_ALLOW',
      args: [{ index: 0, op: 'SCMP_CMP_EQ', value: BigInt(index), valueTwo: 0n }],
    }));
    const text = write({ defaultAction: 'SCMP_ACT_ERRNO', syscalls: much });
    expect(() => viewFilter(text, context)).toThrow(/a kernel takes 4096/);
  });

  it.each([
    [
      'an unknown name',
      '{\n"defaultAction": "SCMP_ACT_ALLOW",\n"syscalls": [\n{"names": ["mkdri"],\n"action": "SCMP_ACT_LOG"}]}',
      4,
      'syscalls.0.names.0: “mkdri” is no system call, did you mean mkdir?',
    ],
    [
      'an unknown action',
      '{\n"defaultAction": "SCMP_ACT_DENY"}',
      2,
      'defaultAction: “SCMP_ACT_DENY” is no action',
    ],
    [
      'an unknown architecture',
      '{"defaultAction": "SCMP_ACT_ALLOW",\n\n"architectures": ["SCMP_ARCH_X86_65"]}',
      3,
      'architectures.0: “SCMP_ARCH_X86_65” is no architecture, did you mean SCMP_ARCH_X86_64?',
    ],
  ])('is an error with line and key for %s', (_, text, line, message) => {
    expect(viewFilter(text, context)).toMatchObject({
      faults: [{ line, message: expect.stringContaining(message) }],
    });
  });
});
