import * as z from 'zod';
import { readPublicKey } from './ed25519.ts';
import type { KnownKey } from './key.ts';

/** As `drydock evidence key --json` prints them. */
const KeyListSchema = z
  .array(
    z.object({
      pem: z.string().max(10_000),
      since: z.iso.datetime().optional(),
      until: z.iso.datetime().optional(),
    }),
  )
  .min(1)
  .max(1_000);

/**
 * The public keys in a text: one or more in PEM, of which no time is known, or a list in JSON with their times. Throws
 * an `Error` that says what is wrong with it, behind “it”.
 */
export function readKeyList(text: string): readonly KnownKey[] {
  if (/-----BEGIN (?:\w+ )*PRIVATE KEY-----/.test(text))
    throw new Error('has a private key in it, which nobody but its home should have');
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g);
  if (blocks && !text.trimStart().startsWith('[')) return blocks.map((pem) => readKey({ pem }));
  return parseList(text).map(readKey);
}

function parseList(text: string) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('has no public key in PEM, and is no list of them in JSON');
  }
  const parsed = KeyListSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error('is JSON, but not a list of keys as `drydock evidence key --json` prints it');
}

function readKey({ pem, ...time }: Pick<KnownKey, 'pem' | 'since' | 'until'>): KnownKey {
  try {
    return { ...readPublicKey(pem), ...time };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`has a key in it that cannot be used: ${why}`, { cause });
  }
}
