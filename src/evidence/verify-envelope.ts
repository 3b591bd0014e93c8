import { type Envelope, readEnvelope } from './envelope.ts';
import { describeTime, isInForce, type KnownKey } from './key.ts';
import { readStatement } from './read-statement.ts';
import { circumstancesOf, type Statement } from './statement.ts';
import { payloadType } from './types.ts';

/** What may be wrong with an envelope that somebody hands us. */
export type EvidenceFault =
  | 'too-big'
  | 'not-json'
  | 'not-an-envelope'
  /** What it carries is said to be no statement of in-toto. */
  | 'other-payload'
  | 'unknown-key'
  | 'wrong-signature'
  /** The payload is no statement, though it is said to be one. */
  | 'not-in-toto'
  /** A statement of another kind. */
  | 'other-predicate'
  /** A statement of these kinds that does not say what evidence of ours says. */
  | 'not-evidence'
  /** The key signed at another time than the statement says. */
  | 'key-not-in-force';

export interface Refused {
  readonly ok: false;
  readonly fault: EvidenceFault;
  /** As a sentence goes on behind “it”. */
  readonly why: string;
  readonly fix: string;
  /** Of an envelope that could be read, believed or not. */
  readonly hash?: string;
}

export interface Verified {
  readonly ok: true;
  readonly hash: string;
  /** The key that signed it. */
  readonly keyid: string;
  readonly statement: Statement;
}

export type Verdict = Verified | Refused;

/**
 * Whether an envelope is evidence that one of the keys signed, in its time. Signatures come before anything that is
 * signed is read (DSSE 1.0.2, protocol.md); others may have signed as well, with keys that are not known here.
 */
export function verifyEnvelope(text: string, keys: readonly KnownKey[]): Verdict {
  const read = readEnvelope(text);
  if ('fault' in read)
    return { ok: false, ...read, fix: 'Give a file as `drydock lab check ID --evidence FILE` writes it.' };
  const { envelope } = read;
  const refuse = (fault: EvidenceFault, why: string, fix: string): Refused => ({
    ok: false,
    fault,
    why,
    fix,
    hash: envelope.hash,
  });
  if (envelope.payloadType !== payloadType)
    return refuse(
      'other-payload',
      `carries ${JSON.stringify(envelope.payloadType)}, and evidence is ${payloadType}`,
      'It may be signed by somebody, but it is no evidence of grading.',
    );
  const found = findSigner(envelope, keys);
  if (!('key' in found)) {
    if (found.tried)
      return refuse(
        'wrong-signature',
        'has a signature that its key did not make: what it says, or the signature, was changed',
        'Ask for the file again where it came from.',
      );
    return refuse('unknown-key', describeUnknown(envelope, keys), unknownFix);
  }
  const { key } = found;
  const parsed = readStatement(envelope.payload);
  if ('fault' in parsed) return refuse(parsed.fault, parsed.why, 'Its signature is right all the same.');
  const { statement } = parsed;
  const { recordedAt } = circumstancesOf(statement);
  if (!isInForce(key, recordedAt))
    return refuse(
      'key-not-in-force',
      `says that it was signed at ${recordedAt}, and its key signed ${describeTime(key)}`,
      'Do not rely on it: whoever has a key that is out of use can sign with any date.',
    );
  return { ok: true, hash: envelope.hash, keyid: key.keyid, statement };
}

const unknownFix =
  'Give the public key of who signed it with --key: `drydock evidence key` prints it in the home that signed.';

function describeUnknown({ signatures }: Envelope, keys: readonly KnownKey[]): string {
  const named = signatures.map(({ keyid }) => keyid.slice(0, 64)).filter((keyid) => keyid !== '');
  const by = named.length === 0 ? 'a key that it does not name' : `the key ${named.join(', ')}`;
  if (keys.length === 0) return `is signed by ${by}, and no public key is known here`;
  return `is signed by ${by}, which is none of the ${keys.length} known here`;
}

/** A `keyid` only says which keys are worth a try; without one all are. */
function findSigner(
  { signatures, signed }: Envelope,
  keys: readonly KnownKey[],
): { readonly key: KnownKey } | { readonly tried: boolean } {
  let tried = false;
  for (const { keyid, sig } of signatures)
    for (const key of keys.filter((each) => keyid === '' || each.keyid === keyid)) {
      if (key.isOf(sig, signed)) return { key };
      tried = true;
    }
  return { tried };
}
