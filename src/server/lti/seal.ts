import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Seal } from '../../lti/launches.ts';

/** HMAC-SHA-256 (RFC 2104) of the text with a key of 32 random bytes, as JSON Web Signature writes both (RFC 7515 §7.1). */
export function makeSeal(key: Uint8Array): Seal {
  const tagOf = (body: string) => createHmac('sha256', key).update(body).digest();
  return {
    close(text) {
      const body = Buffer.from(text).toString('base64url');
      return `${body}.${tagOf(body).toString('base64url')}`;
    },
    open(sealed) {
      const [body = '', tag = '', ...more] = sealed.split('.');
      // As text: several spellings of base64url are read as the same bytes (RFC 4648 §3.5, and Node passes over more).
      const [said, own] = [Buffer.from(tag), Buffer.from(tagOf(body).toString('base64url'))];
      if (more.length > 0 || said.length !== own.length || !timingSafeEqual(said, own)) return undefined;
      return Buffer.from(body, 'base64url').toString();
    },
  };
}
