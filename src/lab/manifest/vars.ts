/**
 * Values that differ from run to run. They are drawn from the run's seed and the lab's id alone, so that a replay has
 * the learner's own; whoever lacks the seed cannot compute them, whichever of them they have seen. `{{name}}` stands
 * for a value in a lab's files and in texts of its manifest.
 */

import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod';
import { ownValue } from '../general/own-value.ts';
import type { LabId } from '../lab-id.ts';

export const VarSpecSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('word') }),
  z.strictObject({ kind: z.literal('number'), min: z.number().int(), max: z.number().int() }),
  z.strictObject({ kind: z.literal('pick'), from: z.array(z.string()).min(1) }),
]);
export type VarSpec = z.output<typeof VarSpecSchema>;
export type Vars = Readonly<Record<string, string>>;

/** How a lab declares them: `greeting: vary.word()`. */
export const vary = {
  /** Two syllable pairs, pronounceable: `mira-toba`. */
  word: () => ({ kind: 'word' }) as const,
  number: (min: number, max: number) => ({ kind: 'number', min, max }) as const,
  /** An unprivileged user id, 10000 to 59999. */
  uid: () => ({ kind: 'number', min: 10_000, max: 59_999 }) as const,
  pick: (...from: string[]) => ({ kind: 'pick', from }) as const,
};

/**
 * The seed of the values that the book itself shows: files in prose, and transcripts as they were recorded. Its number
 * is one that draws the numbers which the recordings of an earlier construction hold.
 */
export const bookSeed = 'book-1201946';

/**
 * Numbers in [0, 1) of 32 bits each, which a seed and a name decide: HMAC-SHA-256 of the name and a counter, keyed by
 * the seed. Whoever has values of one name learns nothing of another's. RFC 2104.
 */
function* numbersOf(seed: string, name: string): Generator<number, never> {
  const mac = hmac.create(sha256, utf8ToBytes(seed));
  for (let block = 0; ; block += 1) {
    const bytes = mac
      .clone()
      .update(utf8ToBytes(`${name}\n${block}`))
      .digest();
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 0; at < bytes.byteLength; at += 4) yield view.getUint32(at) / 4_294_967_296;
  }
}

const consonants = 'bdfgklmnprstvz';
const vowels = 'aeiou';
const wordPattern = new RegExp(`^(?:[${consonants}][${vowels}]){2}-(?:[${consonants}][${vowels}]){2}$`);

/** The values of a learner: the same seed, lab and name always give the same value. */
export function makeVars(specs: Readonly<Record<string, VarSpec>>, lab: LabId, seed: string): Vars {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, makeVar(spec, numbersOf(seed, `${lab}\n${name}`))]),
  );
}

function makeVar(spec: VarSpec, numbers: Generator<number, never>): string {
  const draw = (size: number) => Math.floor(numbers.next().value * size);
  switch (spec.kind) {
    case 'word': {
      const pair = () => `${consonants[draw(consonants.length)]}${vowels[draw(vowels.length)]}`;
      return `${pair()}${pair()}-${pair()}${pair()}`;
    }
    case 'number':
      return String(spec.min + draw(spec.max - spec.min + 1));
    case 'pick':
      return spec.from[draw(spec.from.length)] ?? '';
  }
}

/**
 * The values that were stored with a seed, as far as the lab can have drawn them. Others, which a backup may bring, are
 * drawn anew.
 */
export function keepVars(
  specs: Readonly<Record<string, VarSpec>>,
  lab: LabId,
  seed: string,
  stored: Vars,
): Vars {
  const drawn = makeVars(specs, lab, seed);
  const kept = Object.entries(specs).flatMap(([name, spec]) => {
    const value = ownValue(stored, name);
    return value !== undefined && canDraw(spec, value) ? [[name, value] as const] : [];
  });
  return { ...drawn, ...Object.fromEntries(kept) };
}

function canDraw(spec: VarSpec, value: string): boolean {
  switch (spec.kind) {
    case 'word':
      return wordPattern.test(value);
    case 'number':
      return /^(?:0|-?[1-9]\d{0,14})$/.test(value) && spec.min <= Number(value) && Number(value) <= spec.max;
    case 'pick':
      return spec.from.includes(value);
  }
}

/** Puts values in the place of `{{name}}`. Names that are no variable of the lab stay as they are. */
export function fillVars(text: string, vars: Vars): string {
  return text.replaceAll(
    /\{\{([a-z][a-z0-9_]*)\}\}/g,
    (whole, name: string) => ownValue(vars, name) ?? whole,
  );
}

/** The same with every text in a piece of data. */
export function fillAll(data: unknown, vars: Vars): unknown {
  if (typeof data === 'string') return fillVars(data, vars);
  if (Array.isArray(data)) return data.map((each) => fillAll(each, vars));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, fillAll(value, vars)]));
}
