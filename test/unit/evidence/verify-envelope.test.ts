/** Each way in which something is no evidence that can be relied on, named as what it is. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readPublicKey } from '../../../src/evidence/ed25519.ts';
import { encodeForSigning, seal } from '../../../src/evidence/envelope.ts';
import { readKeyList } from '../../../src/evidence/key-list.ts';
import { makeStatement } from '../../../src/evidence/make-statement.ts';
import { payloadType } from '../../../src/evidence/types.ts';
import { verifyEnvelope } from '../../../src/evidence/verify-envelope.ts';
import { drawSigner, madeAt, makeFacts, notGraded, publicHalf, recording } from '../../fixtures/evidence.ts';

const signer = drawSigner();
const key = publicHalf(signer);
const statement = makeStatement(makeFacts(), recording());
const { dsse } = seal(statement, signer);

/** A payload of any kind, signed by the key. */
function sign(payload: string, type = payloadType): string {
  const bytes = Buffer.from(payload);
  const sig = Buffer.from(signer.sign(encodeForSigning(type, bytes))).toString('base64');
  const signatures = [{ keyid: signer.keyid, sig }];
  return JSON.stringify({ payload: bytes.toString('base64'), payloadType: type, signatures });
}

const faultOf = (text: string, keys = [key]) => {
  const verdict = verifyEnvelope(text, keys);
  return verdict.ok ? 'none' : `${verdict.fault}: it ${verdict.why}`;
};

describe('case 330, 332: what somebody hands us', () => {
  it.each([
    ['', 'not-json: it is not JSON: Unexpected end of JSON input'],
    ['{', 'not-json: it is not JSON'],
    ['[]', 'not-an-envelope: it is not a DSSE envelope: Invalid input'],
    ['{}', 'not-an-envelope: it is not a DSSE envelope: payload: '],
    [JSON.stringify({ ...JSON.parse(dsse), payload: '*' }), 'payload: is not Base64'],
    [
      JSON.stringify({ ...JSON.parse(dsse), signatures: [] }),
      'not-an-envelope: it is not a DSSE envelope: sign',
    ],
    [
      sign('{}', 'text/plain'),
      'other-payload: it carries "text/plain", and evidence is application/vnd.in-toto+json',
    ],
    [sign('hello'), 'not-in-toto: it carries a payload that is not JSON in UTF-8'],
    [sign('[]'), 'not-in-toto: it carries no statement of in-toto: its “_type” is not there'],
    [sign('{"_type":"https://in-toto.io/Statement/v0.1"}'), '“_type” is "https://in-toto.io/Statement/v0.1"'],
    [
      sign(JSON.stringify({ ...statement, predicateType: 'https://slsa.dev/provenance/v1' })),
      'other-predicate: it is a statement of the type "https://slsa.dev/provenance/v1"',
    ],
    [
      sign(JSON.stringify({ ...statement, predicate: {} })),
      'not-evidence: it is none that Drydock makes: predicate.',
    ],
    [
      sign(JSON.stringify({ ...statement, subject: [] })),
      'not-evidence: it is none that Drydock makes: subject',
    ],
    [dsse, 'none'],
    [sign(JSON.stringify({ ...statement, more: 1 })), 'none'],
    [seal(makeStatement(notGraded, recording()), signer).dsse, 'none'],
  ])('is named: %.40s', (text, told) => expect(faultOf(text)).toContain(told));

  it('is of a key that is not known here, or of none', () => {
    expect(faultOf(dsse, [])).toBe(
      `unknown-key: it is signed by the key ${signer.keyid}, and no public key is known here`,
    );
    expect(faultOf(dsse, [publicHalf(drawSigner())])).toContain('which is none of the 1 known here');
    const {
      signatures: [{ sig }],
      ...rest
    } = JSON.parse(dsse);
    const nameless = JSON.stringify({ ...rest, signatures: [{ sig }] });
    expect(faultOf(nameless, [])).toContain('a key that it does not name');
    expect(faultOf(nameless, [publicHalf(drawSigner())])).toContain('wrong-signature');
  });

  it('is signed by another key under the name of one that is known', () => {
    const other = drawSigner();
    const forged = seal(statement, { ...other, keyid: signer.keyid });
    expect(faultOf(forged.dsse)).toContain('wrong-signature');
  });

  it.each([
    [{ since: madeAt }, 'none'],
    [{ since: '2026-11-25T10:00:00.001Z' }, 'key-not-in-force'],
    [{ until: madeAt }, 'key-not-in-force'],
    [{ since: madeAt, until: '2026-11-25T10:00:00.001Z' }, 'none'],
    [{ since: '2020-01-01T00:00:00Z', until: '2021-01-01T00:00:00Z' }, 'key-not-in-force'],
  ])('says a time, at which its key %j', (time, told) => {
    expect(faultOf(dsse, [publicHalf(signer, time)])).toContain(told);
  });
});

describe('a list of keys', () => {
  const other = drawSigner();
  it('is PEM, with text around it or not, or JSON with times', () => {
    const printed = `keyid ${signer.keyid}\nsince ${madeAt}\n${signer.publicPem}${other.publicPem}`;
    expect(readKeyList(printed).map(({ keyid }) => keyid)).toEqual([signer.keyid, other.keyid]);
    const time = { since: madeAt, until: '2026-12-01T00:00:00Z' };
    const [read] = readKeyList(JSON.stringify([{ keyid: 'any', ...time, pem: signer.publicPem }]));
    expect(read).toMatchObject({ keyid: signer.keyid, ...time });
  });

  const rsa = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  it.each([
    ['hello', 'has no public key in PEM, and is no list of them in JSON'],
    ['{}', 'is JSON, but not a list of keys'],
    ['[]', 'is JSON, but not a list of keys'],
    [rsa.publicKey, 'has a key in it that cannot be used: it is a key of rsa'],
    [rsa.privateKey, 'has a private key in it'],
    ['-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n', 'has a key in it that cannot be used'],
    ['[{"pem":"hello"}]', 'it is not a public key in PEM'],
  ])('is refused: %.30s', (text, told) => expect(() => readKeyList(text)).toThrow(told));

  it('names a key by the SHA-256 of its SubjectPublicKeyInfo', () => {
    // The public key of RFC 8410, section 10.1; its hash is sha256sum's.
    const pem =
      '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n';
    expect(readPublicKey(pem).keyid).toBe('a1e9156054e04fac899ae9f275132cdc07a5dbc4ea2c2ad3a1ffc6e0d253681f');
  });
});
