/** Keys of Ed25519 by Node's OpenSSL: the one file of this folder that needs Node. RFC 8032, RFC 8410. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { PublicKey, Signer } from './key.ts';

/** Of a private key: PKCS #8 as PEM, and when it was made. Throws where the text is no such key. */
export function makeSigner(privatePem: string, since: string): Signer {
  const key = requireEd25519(createPrivateKey(privatePem));
  const { keyid, pem } = readPublicKey(pemOf(createPublicKey(key)));
  return { keyid, since, publicPem: pem, sign: (bytes) => sign(null, bytes, key) };
}

/** A private key that nobody has had, as PKCS #8 in PEM. */
export function drawPrivateKey(): string {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
}

/** One public key in PEM. Throws where the text is none of Ed25519, or is a private one. */
export function readPublicKey(text: string): PublicKey {
  if (!text.includes('-----BEGIN PUBLIC KEY-----')) throw new Error('it is not a public key in PEM');
  const key = requireEd25519(createPublicKey(text));
  const der = key.export({ type: 'spki', format: 'der' });
  return {
    keyid: createHash('sha256').update(der).digest('hex'),
    pem: pemOf(key),
    isOf: (signature, bytes) => verify(null, bytes, key, signature),
  };
}

const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

function requireEd25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new Error(`it is a key of ${key.asymmetricKeyType ?? 'no kind'}, and not of Ed25519`);
}
