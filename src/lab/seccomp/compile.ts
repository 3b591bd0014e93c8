/**
 * Makes classic BPF of planned rules: our own compiler, linear, rule after rule in the order of the profile. libseccomp
 * orders otherwise: by how much a rule compares, or as a tree of numbers, which runc asks for above 32 rules; so where
 * the conditions of two rules hold for one call, it may answer by the other one. runc puts instructions of its own before, by which numbers above all that the profile knows get ENOSYS.
 * https://github.com/opencontainers/runc/blob/main/libcontainer/seccomp/patchbpf/enosys_linux.go
 */
import { auditArch, x32Bit } from './audit-arch.ts';
import type { BpfInstruction } from './bpf.ts';
import { compareArgument, load, loadNumber } from './compile-argument.ts';
import type { FilterPlan, PlannedArchitecture, PlannedRule } from './filter-plan.ts';
import { killThread } from './return-value.ts';

/** What an instruction belongs to: a rule by its place in `syscalls`, or the frame around all rules. */
export type Part = number | 'architecture' | 'number' | 'x32' | 'default';

export interface CompiledInstruction extends BpfInstruction {
  readonly part: Part;
  /** The call that is compared with, where it is one. */
  readonly call?: string;
}

/** A conditional jump goes at most so far: `jt` and `jf` have eight bits. */
const farthest = 255;
/** BPF_MAXINSNS of linux/bpf_common.h. */
export const mostInstructions = 4096;

/** @throws {RangeError} where the program would be longer than the kernel takes. */
export function compile({ architectures, byDefault }: FilterPlan): readonly CompiledInstruction[] {
  const program: CompiledInstruction[] = [{ ...load(4), part: 'architecture' }];
  for (const architecture of architectures) {
    const body = compileArchitecture(architecture, byDefault);
    const isEqual = { code: 0x15, k: architecture.arch, part: 'architecture' } as const;
    if (body.length <= farthest) program.push({ ...isEqual, jt: 0, jf: body.length });
    else
      program.push(
        { ...isEqual, jt: 1, jf: 0 },
        { code: 0x05, jt: 0, jf: 0, k: body.length, part: 'architecture' },
      );
    program.push(...body);
  }
  // What libseccomp returns for an architecture that is not in the filter: SCMP_FLTATR_ACT_BADARCH.
  program.push({ ...giveBack(killThread), part: 'architecture' });
  if (program.length > mostInstructions)
    throw new RangeError(`${program.length} instructions, and a kernel takes ${mostInstructions}`);
  return program;
}

function compileArchitecture({ arch, rules }: PlannedArchitecture, byDefault: number): CompiledInstruction[] {
  const begin: CompiledInstruction[] = [{ ...loadNumber, part: 'number' }];
  if (arch === auditArch.x86_64)
    begin.push(
      { code: 0x35, jt: 0, jf: 1, k: x32Bit, part: 'x32' },
      { ...giveBack(killThread), part: 'x32' },
    );
  const body = rules.flatMap((rule) => inPieces(rule).flatMap(compileRule));
  return [...begin, ...body, { ...giveBack(byDefault), part: 'default' }];
}

/** So few calls that every jump to the end of them is near. */
const callsOfAPiece = 128;

function inPieces(rule: PlannedRule): readonly PlannedRule[] {
  const pieces = Math.ceil(rule.calls.length / callsOfAPiece);
  return Array.from({ length: pieces }, (_, index) => ({
    ...rule,
    calls: rule.calls.slice(index * callsOfAPiece, (index + 1) * callsOfAPiece),
  }));
}

/** The number is compared with each call's; one that matches goes to the conditions, none to what comes after. */
function compileRule({ rule, calls, conditions, returns }: PlannedRule): readonly CompiledInstruction[] {
  const end: BpfInstruction[] =
    conditions.length === 0 ? [giveBack(returns)] : [giveBack(returns), loadNumber];
  const tests: BpfInstruction[] = [];
  // A test that fails goes past the rest and past the return, to where the number is loaded again.
  for (const condition of conditions.toReversed())
    tests.unshift(...compareArgument(condition, tests.length + 1));
  const block = [...tests, ...end];
  const names = calls.map(({ name, number }, index): CompiledInstruction => {
    const left = calls.length - 1 - index;
    return { code: 0x15, k: number, jt: left, jf: left === 0 ? block.length : 0, part: rule, call: name };
  });
  return [...names, ...block.map((instruction) => ({ ...instruction, part: rule }))];
}

const giveBack = (k: number): BpfInstruction => ({ code: 0x06, jt: 0, jf: 0, k });
