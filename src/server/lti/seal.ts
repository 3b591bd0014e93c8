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
      const [said, own] = [Buffer.from(tag, 'base64url'), tagOf(body)];
      if (more.length > 0 || said.length !== own.length || !timingSafeEqual(said, own)) return undefined;
      return Buffer.from(body, 'base64url').toString();
    },
  };
}
