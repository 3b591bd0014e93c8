/** Instructions as text, in the form of libseccomp's `scmp_bpf_disasm`, and in words. */
import { argumentOffset } from './argument-offset.ts';
import { auditArch } from './audit-arch.ts';
import type { CompiledInstruction } from './compile.ts';
import { pfcAction, returnWords } from './return-value.ts';

const names: Readonly<Record<number, string>> = { 21: 'jeq', 37: 'jgt', 53: 'jge' };
const comparisons: Readonly<Record<number, string>> = { 21: '', 37: 'more than ', 53: 'at least ' };

export const fourDigits = (pc: number) => String(pc).padStart(4, '0');
const hex = (k: number) => `0x${k.toString(16)}`;

export function disassemble({ code, jt, jf, k }: CompiledInstruction, pc: number): string {
  switch (code) {
    case 0x20:
      return `ld   $data[${k}]`;
    case 0x54:
      return `and  ${hex(k)}`;
    case 0x05:
      return `jmp  ${fourDigits(pc + 1 + k)}`;
    case 0x06:
      return `ret  ${pfcAction(k)}`;
    default:
      return `${(names[code] ?? '?').padEnd(4)} ${k} true:${fourDigits(pc + 1 + jt)} false:${fourDigits(pc + 1 + jf)}`;
  }
}

/** A sentence of what an instruction does. */
export function explain(instruction: CompiledInstruction, pc: number): string {
  const { code, jt, jf, k } = instruction;
  switch (code) {
    case 0x20:
      return `Loads ${dataAt(k)}.`;
    case 0x54:
      return `Keeps the bits of ${hex(k)}, and clears the others.`;
    case 0x05:
      return `Goes on at ${fourDigits(pc + 1 + k)}.`;
    case 0x06:
      return `Ends the program: ${returnWords(k)}.`;
    default:
      return `Is it ${operandOf(instruction)}? Goes on at ${fourDigits(pc + 1 + jt)} if so, else at ${fourDigits(pc + 1 + jf)}.`;
  }
}

function dataAt(offset: number): string {
  if (offset === 0) return 'the number of the call';
  if (offset === 4) return 'the architecture that the call is made as';
  const index = Math.floor((offset - argumentOffset(0)) / 8);
  return `the ${offset % 8 === 0 ? 'lower' : 'upper'} 32 bits of argument ${index}`;
}

function operandOf({ code, k, part, call }: CompiledInstruction): string {
  if (call !== undefined) return `${call}, number ${k}`;
  if (part === 'x32') return `a number of x32, which are ${hex(k)} and more`;
  const arch = Object.entries(auditArch).find(([, value]) => part === 'architecture' && value === k);
  return arch?.[0] ?? `${comparisons[code] ?? ''}${k < 10 ? k : `${k} (${hex(k)})`}`;
}
