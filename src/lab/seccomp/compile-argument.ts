/** Comparisons of one argument: 64 bits, of which classic BPF loads the halves, on machines whose low half is first. */
import { argumentOffset } from './argument-offset.ts';
import type { BpfInstruction } from './bpf.ts';
import type { Condition } from './filter-plan.ts';

/** `struct seccomp_data` of linux/seccomp.h: nr, arch, instruction_pointer, args[6]. */
export const load = (offset: number): BpfInstruction => ({ code: 0x20, jt: 0, jf: 0, k: offset });
export const loadNumber = load(0);

const lowOf = (value: bigint) => Number(value & 0xffffffffn);
const highOf = (value: bigint) => Number(value >> 32n);

const jump = { jeq: 0x15, jgt: 0x25, jge: 0x35 } as const;
type Jump = keyof typeof jump;

/**
 * Goes on behind itself where the condition holds, and otherwise `past` instructions farther.
 * https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#seccomp
 */
export function compareArgument(
  { index, op, value, valueTwo }: Condition,
  past: number,
): readonly BpfInstruction[] {
  const high = load(argumentOffset(index) + 4);
  const low = load(argumentOffset(index));
  const test = (how: Jump, k: number, jt: number, jf: number): BpfInstruction => ({
    code: jump[how],
    k,
    jt,
    jf,
  });
  const keep = (k: number): BpfInstruction => ({ code: 0x54, jt: 0, jf: 0, k });
  const [up, down] = [highOf(value), lowOf(value)];
  switch (op) {
    case 'SCMP_CMP_NE':
      return [high, test('jeq', up, 0, 2), low, test('jeq', down, past, 0)];
    case 'SCMP_CMP_GT':
    case 'SCMP_CMP_GE':
      return [
        high,
        test('jgt', up, 3, 0),
        test('jeq', up, 0, past + 2),
        low,
        test(op === 'SCMP_CMP_GT' ? 'jgt' : 'jge', down, 0, past),
      ];
    case 'SCMP_CMP_LT':
    case 'SCMP_CMP_LE':
      return [
        high,
        test('jgt', up, past + 3, 0),
        test('jeq', up, 0, 2),
        low,
        test(op === 'SCMP_CMP_LT' ? 'jge' : 'jgt', down, past, 0),
      ];
    case 'SCMP_CMP_MASKED_EQ': {
      // Bits of the datum outside of the mask do not count: `_db_node_mask_fixup` of libseccomp.
      const datum = valueTwo & value;
      const lower = [low, keep(down), test('jeq', lowOf(datum), 0, past)];
      // A half of which the mask keeps no bit is 0 for every argument.
      if (up === 0) return down === 0 ? [] : lower;
      const rest = down === 0 ? [] : lower;
      return [high, keep(up), test('jeq', highOf(datum), 0, past + rest.length), ...rest];
    }
    default:
      return [high, test('jeq', up, 0, past + 2), low, test('jeq', down, 0, past)];
  }
}
