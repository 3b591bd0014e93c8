/** A call as a reader types it: a name or a number, and arguments in decimal or hexadecimal. */
import { nearest } from '../nearest.ts';
import { syscallNumbersOf } from '../observation/syscall-table.ts';
import { auditArch } from './audit-arch.ts';

/** The calls whose names are known, by architecture. */
export const callTables: ReadonlyMap<number, ReadonlyMap<string, number>> = new Map([
  [auditArch.x86_64, syscallNumbersOf('amd64') ?? new Map()],
  [auditArch.aarch64, syscallNumbersOf('arm64') ?? new Map()],
]);

export type TypedCall =
  | { readonly number: number; readonly args: readonly bigint[] }
  | { readonly problem: string; readonly field: string };

/** `field` names the input that is wrong: `call`, `a0` to `a5`. */
export function readCall(call: string, arch: number, args: readonly string[]): TypedCall {
  const name = call.trim();
  const table = callTables.get(arch);
  const number = table?.get(name) ?? wordOf(name);
  if (number === undefined || number < 0n || BigInt(number) > 0xffffffffn) {
    const near = table && nearest(name, [...table.keys()]);
    const why = table
      ? `“${name}” is no call of this architecture and no number${near === undefined ? '' : `; did you mean ${near}?`}`
      : 'Names of this architecture’s calls are not known here: type a number.';
    return { problem: why, field: 'call' };
  }
  const read = args.map((text) => wordOf(text.trim() || '0'));
  const wrong = read.findIndex((value) => value === undefined || BigInt.asIntN(65, value) !== value);
  if (wrong >= 0)
    return {
      problem: `“${args[wrong]}” is no number of 64 bits: type 16, 0x10 or -1.`,
      field: `a${wrong}`,
    };
  return { number: Number(number), args: read.map((value = 0n) => BigInt.asUintN(64, value)) };
}

function wordOf(text: string): bigint | undefined {
  const [, sign, digits] = /^(-?)(\d+|0x[\da-f]+)$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return sign === '-' ? -BigInt(digits) : BigInt(digits);
}
