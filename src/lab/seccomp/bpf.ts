/**
 * Runs programs of the classic BPF that seccomp(2) takes, over data of which not everything is known: a word that is
 * not known may be anything, and both sides of a comparison with it are followed. So a path may be followed that no
 * data takes (two comparisons that contradict each other), and no path that some data takes is left out. Pure.
 * Instructions: linux/filter.h, linux/bpf_common.h; those that are let in: seccomp_check_filter in kernel/seccomp.c.
 */

/** `struct sock_filter`: how far to jump where the comparison is true (`jt`) and false (`jf`), and a constant. */
export interface BpfInstruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/** 32 bits without a sign; undefined where it may be anything. */
export type BpfWord = number | undefined;

/** How many steps may still be made. Counted down by whoever runs a program. */
export interface BpfBudget {
  left: number;
}

/** Where a program is, and what it holds. */
export interface BpfState {
  pc: number;
  a: BpfWord;
  x: BpfWord;
  readonly memory: BpfWord[];
}

/**
 * All values that a program can return. `load` gives the word of the data at an offset, in bytes.
 * @throws {RangeError} where the budget is used up, or the program is not one that seccomp takes.
 */
export function runBpf(
  program: readonly BpfInstruction[],
  load: (offset: number) => BpfWord,
  budget: BpfBudget,
): ReadonlySet<BpfWord> {
  const returned = new Set<BpfWord>();
  const seen = new Set<string>();
  const waiting: BpfState[] = [{ pc: 0, a: 0, x: 0, memory: new Array<BpfWord>(16).fill(0) }];
  for (let state = waiting.pop(); state; state = waiting.pop()) {
    for (;;) {
      budget.left -= 1;
      const instruction = program[state.pc];
      if (budget.left < 0 || !instruction) throw new RangeError('too many steps, or past its end');
      state.pc += 1;
      if ((instruction.code & 7) === 6) {
        returned.add(instruction.code === 0x16 ? state.a : instruction.k);
        break;
      }
      if (instruction.code === divideByX && !state.x) {
        returned.add(0);
        if (state.x === 0) break;
      }
      if ((instruction.code & 7) !== 5) {
        compute(instruction, state, load);
        continue;
      }
      const truth = compare(instruction, state);
      if (truth !== undefined) {
        state.pc += truth;
        continue;
      }
      const here = `${state.pc} ${state.a} ${state.x} ${state.memory.join()}`;
      if (seen.has(here)) break;
      seen.add(here);
      waiting.push({ ...state, pc: state.pc + instruction.jf, memory: [...state.memory] });
      state.pc += instruction.jt;
    }
  }
  return returned;
}

/**
 * Runs one instruction over words that are all known; what it returned, or undefined where it goes on at `state.pc`.
 * @throws {RangeError} past the program's end, and where seccomp takes no such instruction.
 */
export function stepBpf(
  program: readonly BpfInstruction[],
  state: BpfState,
  load: (offset: number) => number,
): number | undefined {
  const instruction = program[state.pc];
  if (!instruction) throw new RangeError('past the end of the program');
  const { code, k } = instruction;
  state.pc += 1;
  if ((code & 7) === 6) return code === 0x16 ? (state.a ?? 0) : k;
  if (code === divideByX && !state.x) return 0;
  if ((code & 7) === 5) state.pc += compare(instruction, state) ?? 0;
  else compute(instruction, state, load);
  return undefined;
}

/** Who divides by zero returns 0 at once: bpf_prog_run of the kernel. */
const divideByX = 0x3c;

/** How far a jump goes; undefined where that is not known. */
function compare({ code, jt, jf, k }: BpfInstruction, { a, x }: BpfState): number | undefined {
  if (code === 0x05) return k;
  const b = code & 8 ? x : k;
  if (jt === jf) return jt;
  if (a === undefined || b === undefined) return undefined;
  switch (code & 0xf0) {
    case 0x10:
      return a === b ? jt : jf;
    case 0x20:
      return a > b ? jt : jf;
    case 0x30:
      return a >= b ? jt : jf;
    case 0x40:
      return (a & b) !== 0 ? jt : jf;
    default:
      throw notTaken(code);
  }
}

/** Bytes of `struct seccomp_data`, which is what `BPF_LEN` says. */
const dataBytes = 64;

function compute({ code, k }: BpfInstruction, state: BpfState, load: (offset: number) => BpfWord): void {
  switch (code) {
    case 0x20: // ld [k]
      state.a = load(k);
      break;
    case 0x00: // ld #k
      state.a = k;
      break;
    case 0x80: // ld #len
      state.a = dataBytes;
      break;
    case 0x60: // ld M[k]
      state.a = state.memory[k & 15];
      break;
    case 0x01: // ldx #k
      state.x = k;
      break;
    case 0x81: // ldx #len
      state.x = dataBytes;
      break;
    case 0x61: // ldx M[k]
      state.x = state.memory[k & 15];
      break;
    case 0x02: // st M[k]
      state.memory[k & 15] = state.a;
      break;
    case 0x03: // stx M[k]
      state.memory[k & 15] = state.x;
      break;
    case 0x07: // tax
      state.x = state.a;
      break;
    case 0x87: // txa
      state.a = state.x;
      break;
    default:
      state.a = calculate(code, state.a, code & 8 ? state.x : k);
  }
}

function calculate(code: number, a: BpfWord, b: BpfWord): BpfWord {
  if ((code & 7) !== 4) throw notTaken(code);
  if (code === 0x84) return a === undefined ? undefined : -a >>> 0;
  if (a === undefined || b === undefined) return undefined;
  switch (code & 0xf0) {
    case 0x00:
      return (a + b) >>> 0;
    case 0x10:
      return (a - b) >>> 0;
    case 0x20:
      return Math.imul(a, b) >>> 0;
    case 0x30:
      return b === 0 ? undefined : Math.floor(a / b);
    case 0x40:
      return (a | b) >>> 0;
    case 0x50:
      return (a & b) >>> 0;
    case 0x60:
      return b > 31 ? 0 : (a << b) >>> 0;
    case 0x70:
      return b > 31 ? 0 : a >>> b;
    case 0xa0:
      return (a ^ b) >>> 0;
    default:
      throw notTaken(code);
  }
}

function notTaken(code: number): RangeError {
  return new RangeError(`no instruction of seccomp: ${code}`);
}
