import type { Condition } from './filter-plan.ts';

/** `12`, and `0x7e020000` where a number is long. */
const numberText = (value: bigint) => (value < 10_000n ? String(value) : `0x${value.toString(16)}`);

const symbols: Readonly<Record<string, string>> = {
  SCMP_CMP_EQ: '==',
  SCMP_CMP_NE: '!=',
  SCMP_CMP_LT: '<',
  SCMP_CMP_LE: '<=',
  SCMP_CMP_GT: '>',
  SCMP_CMP_GE: '>=',
};
const words: Readonly<Record<string, string>> = {
  SCMP_CMP_EQ: 'is',
  SCMP_CMP_NE: 'is not',
  SCMP_CMP_LT: 'is less than',
  SCMP_CMP_LE: 'is at most',
  SCMP_CMP_GT: 'is more than',
  SCMP_CMP_GE: 'is at least',
};

/** As code: `$a0 & 0x7e020000 == 0`. */
export function conditionCode({ index, op, value, valueTwo }: Condition): string {
  return op === 'SCMP_CMP_MASKED_EQ'
    ? `$a${index} & ${numberText(value)} == ${numberText(valueTwo & value)}`
    : `$a${index} ${symbols[op] ?? '?'} ${numberText(value)}`;
}

/** In the middle of a sentence: `argument 0 is less than 38`. */
export function conditionWords({ index, op, value, valueTwo }: Condition): string {
  if (op !== 'SCMP_CMP_MASKED_EQ') return `argument ${index} ${words[op] ?? '?'} ${numberText(value)}`;
  const datum = valueTwo & value;
  return datum === 0n
    ? `argument ${index} has no bit of ${numberText(value)}`
    : `argument ${index} has, of the bits of ${numberText(value)}, those of ${numberText(datum)} and no other`;
}
