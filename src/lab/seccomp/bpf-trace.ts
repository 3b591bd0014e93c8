/** The way of one call through a program: which instructions run, and what the accumulator holds after each. */
import { argumentOffset } from './argument-offset.ts';
import { type BpfInstruction, type BpfWord, stepBpf } from './bpf.ts';

/** What the kernel gives to a filter: `struct seccomp_data` of seccomp(2). Arguments have 64 bits without a sign. */
export interface MadeCall {
  readonly arch: number;
  readonly number: number;
  readonly args: readonly bigint[];
}

export interface BpfStep {
  readonly pc: number;
  /** The accumulator after it. */
  readonly a: number;
  /** Which instruction is next; undefined where this one returned. */
  readonly next: number | undefined;
}

export interface BpfTrace {
  readonly steps: readonly BpfStep[];
  readonly returned: number;
}

/** @throws {RangeError} where the program is not one that seccomp takes. Jumps lead forward alone, so it ends. */
export function traceBpf(program: readonly BpfInstruction[], call: MadeCall): BpfTrace {
  const steps: BpfStep[] = [];
  const state = { pc: 0, a: 0 as BpfWord, x: 0 as BpfWord, memory: new Array<BpfWord>(16).fill(0) };
  for (;;) {
    const { pc } = state;
    const returned = stepBpf(program, state, (offset) => wordOf(call, offset));
    const a = state.a ?? 0;
    steps.push({ pc, a, next: returned === undefined ? state.pc : undefined });
    if (returned !== undefined) return { steps, returned };
  }
}

/** The 32 bits at an offset, in bytes, on a machine whose low half is first. The address of the call is 0 here. */
function wordOf({ arch, number, args }: MadeCall, offset: number): number {
  if (offset === 0) return number >>> 0;
  if (offset === 4) return arch;
  const index = Math.floor((offset - argumentOffset(0)) / 8);
  const value = BigInt.asUintN(64, args[index] ?? 0n);
  return Number(offset % 8 === 0 ? value & 0xffffffffn : value >> 32n);
}
