/** Envelopes byte by byte, held against a library of others, against OpenSSL, and against whoever changes them. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crypto, dsse } from '@sigstore/core';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../src/evidence/base64.ts';
import { digest } from '../../../src/evidence/digest.ts';
import { encodeForSigning, mostEnvelopeBytes, readEnvelope, seal } from '../../../src/evidence/envelope.ts';
import { makeStatement } from '../../../src/evidence/make-statement.ts';
import { payloadType } from '../../../src/evidence/types.ts';
import { verifyEnvelope } from '../../../src/evidence/verify-envelope.ts';
import { drawSigner, makeFacts, publicHalf, recording } from '../../fixtures/evidence.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const signer = drawSigner();
const key = publicHalf(signer);
const sealed = seal(makeStatement(makeFacts(), recording()), signer);

const read = (text: string) => {
  const found = readEnvelope(text);
  if ('fault' in found) throw new Error(found.why);
  return found.envelope;
};

describe('what is signed', () => {
  it('is the example of the protocol', () => {
    const bytes = encodeForSigning('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(Buffer.from(bytes).toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('counts bytes, of the type as of the payload', () => {
    const bytes = encodeForSigning('ä', Buffer.from('ö'));
    expect(Buffer.from(bytes).toString()).toBe('DSSEv1 2 ä 2 ö');
  });

  it('has the bytes that @sigstore/core writes, for any type and payload', () => {
    fc.assert(
      // Media types are ASCII. Theirs counts a type in UTF-16 units, which are its bytes then.
      fc.property(fc.string(), fc.uint8Array({ maxLength: 300 }), (type, payload) => {
        const theirs = dsse.preAuthEncoding(type, Buffer.from(payload));
        expect(Buffer.from(encodeForSigning(type, payload)).equals(theirs)).toBe(true);
      }),
    );
  });

  it('is told apart from any other type and payload', () => {
    const part = () => fc.tuple(fc.string(), fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(part(), part(), ([type, payload], [otherType, otherPayload]) => {
        fc.pre(type !== otherType || !Buffer.from(payload).equals(otherPayload));
        const [one, other] = [encodeForSigning(type, payload), encodeForSigning(otherType, otherPayload)];
        expect(Buffer.from(one).equals(other)).toBe(false);
      }),
    );
  });

  it('is what its hash is of', () => {
    const { signed, hash } = read(sealed.dsse);
    expect([hash, hash]).toEqual([sealed.hash, digest(signed)]);
  });
});

describe('Base64', () => {
  it('comes back as it was, in either alphabet', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        for (const text of [encodeBase64(bytes), Buffer.from(bytes).toString('base64url')])
          expect(Buffer.from(decodeBase64(text) ?? []).equals(bytes)).toBe(true);
      }),
    );
  });

  it.each(['A', 'AB', 'AB=', 'QUJ', 'QUJD=', 'QQ=A', 'QR==', '+-==', 'QUJD\n', ' QUJD', 'Ä===', '===='])(
    'is refused where an encoder writes it otherwise: %j',
    (text) => expect(decodeBase64(text)).toBeUndefined(),
  );
});

describe('case 330: an envelope', () => {
  it('is believed by its key, also where somebody else signed it too, or laid it out anew', () => {
    const other = drawSigner();
    const { payload, signatures } = JSON.parse(sealed.dsse);
    const both = { payload, payloadType, signatures: [{ sig: 'AAAA', keyid: other.keyid }, ...signatures] };
    const nameless = { payload, payloadType, signatures: [{ sig: signatures[0].sig }], more: 1 };
    for (const text of [sealed.dsse, JSON.stringify(both, null, 2), JSON.stringify(nameless)])
      expect(verifyEnvelope(text, [publicHalf(other), key])).toMatchObject({
        ok: true,
        hash: sealed.hash,
        keyid: signer.keyid,
      });
  });

  it('is never believed as anything else than was signed, with any of its bytes changed', () => {
    const bytes = Buffer.from(sealed.dsse);
    const believed = verifyEnvelope(sealed.dsse, [key]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ change;
        const verdict = verifyEnvelope(changed.toString('latin1'), [key]);
        // Nobody signs the name of the key, nor which alphabet of Base64 it is.
        if (verdict.ok) expect(verdict).toEqual(believed);
        else expect(verdict.why).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
  });

  it('is not believed with any bit of what it says or of its signature changed', () => {
    const { payload, signatures } = read(sealed.dsse);
    const [first] = signatures;
    if (!first) throw new Error('there is no signature');
    const flip = (whole: Uint8Array, at: number, bit: number) => {
      const copy = Uint8Array.from(whole);
      copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ (1 << bit);
      return copy;
    };
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(7), fc.boolean(), (at, bit, isPayload) => {
        const text = JSON.stringify({
          payload: encodeBase64(isPayload ? flip(payload, at, bit) : payload),
          payloadType,
          signatures: [
            { keyid: first.keyid, sig: encodeBase64(isPayload ? first.sig : flip(first.sig, at, bit)) },
          ],
        });
        expect(verifyEnvelope(text, [key])).toMatchObject({ ok: false, fault: 'wrong-signature' });
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused above its bound before it is read', () => {
    expect(readEnvelope(' '.repeat(mostEnvelopeBytes + 1))).toMatchObject({ fault: 'too-big' });
    // In bytes, not in letters.
    expect(readEnvelope('ü'.repeat(mostEnvelopeBytes / 2 + 1))).toMatchObject({ fault: 'too-big' });
    expect(readEnvelope(' '.repeat(mostEnvelopeBytes))).toMatchObject({ fault: 'not-json' });
  });

  it('is read or refused, whatever is in it, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(verifyEnvelope(text, [key]).ok).toBe(false);
      }),
    );
  });
});

describe('others verify it', () => {
  it('@sigstore/verify', () => {
    const check = (text: string) => {
      const { payload, signatures } = JSON.parse(text);
      const envelope = { payload: Buffer.from(payload, 'base64'), payloadType, signatures };
      const entity = toSignedEntity({
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: {
          content: { $case: 'publicKey', publicKey: { hint: signer.keyid } },
          tlogEntries: [],
          timestampVerificationData: undefined,
        },
        content: {
          $case: 'dsseEnvelope',
          dsseEnvelope: {
            ...envelope,
            signatures: signatures.map(({ keyid, sig }: { keyid: string; sig: string }) => ({
              keyid,
              sig: Buffer.from(sig, 'base64'),
            })),
          },
        },
      });
      const material = toTrustMaterial(
        { mediaType: '', tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [] },
        () => ({ publicKey: crypto.createPublicKey(key.pem), validFor: () => true }),
      );
      const none = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 };
      return new Verifier(material, none).verify(entity);
    };
    expect(check(sealed.dsse)).toBeDefined();
    const { payload, ...rest } = JSON.parse(sealed.dsse);
    const changed = { ...rest, payload: encodeBase64(Buffer.from('{}')) };
    expect(payload).not.toBe(changed.payload);
    expect(() => check(JSON.stringify(changed))).toThrow();
  });

  const openssl = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '';
  it.skipIf(!openssl.startsWith('OpenSSL 3'))(`OpenSSL (${openssl.trim() || 'it is not here'})`, () => {
    using folder = makeTemporaryFolder();
    const { signed, signatures } = read(sealed.dsse);
    const file = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(folder.path, name), content);
      return join(folder.path, name);
    };
    const verify = (bytes: Uint8Array) =>
      spawnSync('openssl', [
        ...['pkeyutl', '-verify', '-pubin', '-inkey', file('key.pem', key.pem), '-rawin'],
        ...['-in', file('signed', bytes), '-sigfile', file('sig', signatures[0]?.sig ?? '')],
      ]);
    expect(verify(signed).stdout.toString()).toContain('Signature Verified Successfully');
    expect(verify(signed.subarray(1)).status).not.toBe(0);
  });
});
