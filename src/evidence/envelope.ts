/** DSSE 1.0.2, envelope.md and protocol.md: a payload, what it is, and signatures over both. */
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod';
import { canonicalJson } from '../lab/general/canonical-json.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { digest } from './digest.ts';
import type { Signer } from './key.ts';
import { payloadType } from './types.ts';

/** Of one envelope as text, in bytes. One of ours has some kB. */
export const mostEnvelopeBytes = 1024 ** 2;

const Base64 = z.string().transform((text, context): Uint8Array => {
  const bytes = decodeBase64(text);
  if (bytes) return bytes;
  context.addIssue({ code: 'custom', message: 'is not Base64' });
  return z.NEVER;
});

/** What a reader takes; members that it does not know are left out. */
const EnvelopeSchema = z.object({
  payload: Base64,
  payloadType: z.string().max(200),
  signatures: z
    .array(z.object({ keyid: z.string().max(200).default(''), sig: Base64 }))
    .min(1)
    .max(8),
});

/** An envelope that was read. Nothing of it is believed yet. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  /** `keyid` says which keys are worth a try, and is signed by nobody; it may be empty. */
  readonly signatures: readonly { readonly keyid: string; readonly sig: Uint8Array }[];
  /** What the signatures are over. */
  readonly signed: Uint8Array;
  /**
   * SHA-256 of `signed`, hex: what the next one in a chain refers to. It is of what was said, however it is written
   * down and whoever signs it as well.
   */
  readonly hash: string;
}

/** The Pre-Authentication Encoding: `DSSEv1`, and both parts behind their lengths in bytes. */
export function encodeForSigning(type: string, payload: Uint8Array): Uint8Array {
  const typeBytes = utf8ToBytes(type);
  return concatBytes(
    utf8ToBytes(`DSSEv1 ${typeBytes.length} `),
    typeBytes,
    utf8ToBytes(` ${payload.length} `),
    payload,
  );
}

/** An envelope in one line of JSON, and its hash. */
export interface SealedStatement {
  readonly hash: string;
  readonly dsse: string;
}

/** Signs a statement. */
export function seal(statement: unknown, signer: Signer): SealedStatement {
  const payload = utf8ToBytes(canonicalJson(statement));
  const signed = encodeForSigning(payloadType, payload);
  const signature = { keyid: signer.keyid, sig: encodeBase64(signer.sign(signed)) };
  const envelope = { payload: encodeBase64(payload), payloadType, signatures: [signature] };
  return { hash: digest(signed), dsse: canonicalJson(envelope) };
}

export type ReadEnvelope =
  | { readonly envelope: Envelope }
  /** What is wrong, as a sentence goes on behind “it”. */
  | { readonly fault: 'too-big' | 'not-json' | 'not-an-envelope'; readonly why: string };

/** Reads what somebody hands us as an envelope. Checks no signature. */
export function readEnvelope(text: string): ReadEnvelope {
  const bytes = text.length > mostEnvelopeBytes ? text.length : utf8ToBytes(text).length;
  if (bytes > mostEnvelopeBytes)
    return { fault: 'too-big', why: `has more than ${mostEnvelopeBytes} bytes, which no evidence has` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { fault: 'not-json', why: `is not JSON: ${error instanceof Error ? error.message : ''}` };
  }
  const parsed = EnvelopeSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    return {
      fault: 'not-an-envelope',
      why: `is not a DSSE envelope: ${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`,
    };
  }
  const signed = encodeForSigning(parsed.data.payloadType, parsed.data.payload);
  return { envelope: { ...parsed.data, signed, hash: digest(signed) } };
}
