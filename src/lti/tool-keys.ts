/** Our own RSA keys, which platforms verify us by: Security Framework 1.1 §5.1.1 and §6.3. */
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import * as z from 'zod';
import { DrydockError } from '../lab/errors.ts';
import type { LtiStore } from '../lab/ports/lti-store.ts';

const Base64Url = z.string().regex(/^[\w-]+$/);

/** As it is kept: RFC 7518 §6.3.2, with the time when it was made. */
const ToolKeySchema = z.object({
  since: z.iso.datetime(),
  kid: Base64Url,
  jwk: z.object({
    kty: z.literal('RSA'),
    n: Base64Url,
    e: Base64Url,
    d: Base64Url,
    p: Base64Url,
    q: Base64Url,
    dp: Base64Url,
    dq: Base64Url,
    qi: Base64Url,
  }),
});
export type ToolKey = z.output<typeof ToolKeySchema>;

/** Where keys are kept. Who has them can speak for us. */
export type ToolKeyFile = Pick<LtiStore, 'readToolKeys' | 'writeToolKeys'>;

const hour = 3_600_000;
const day = 24 * hour;
/** A new key signs once platforms had the time to see it: they keep what we publish for minutes. */
const shownBeforeMs = hour;
/** One that was replaced is shown until what it signed is over everywhere. */
const shownAfterMs = 7 * day;
const renewAfterMs = 90 * day;

export interface ToolKeys {
  /** What `/lti/jwks.json` says: RFC 7517 §5. */
  publicKeys(): Promise<{ readonly keys: readonly JWK[] }>;
  /** A JWT with `claims`, from now for `validForMs`, as RS256. */
  sign(claims: JWTPayload, validForMs: number): Promise<string>;
}

export interface ToolKeyParts {
  readonly file: ToolKeyFile;
  readonly now: () => Date;
}

/** Keys that are made when one is needed, and renewed by themselves. */
export function makeToolKeys({ file, now }: ToolKeyParts): ToolKeys {
  let turn: Promise<unknown> = Promise.resolve();
  // One after the other: two who look at the same time would each make one.
  const current = (): Promise<readonly ToolKey[]> => {
    const next = turn.then(() => renew(file, now()));
    turn = next.catch(() => undefined);
    return next;
  };
  return {
    async publicKeys() {
      const keys = await current();
      return {
        keys: keys.map(({ kid, jwk: { kty, n, e } }) => ({ kty, n, e, kid, alg: 'RS256', use: 'sig' })),
      };
    },
    async sign(claims, validForMs) {
      const at = now();
      const { kid, jwk } = signingKeyOf(await current(), at);
      return await new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
        .setIssuedAt(at)
        .setExpirationTime(new Date(at.getTime() + validForMs))
        .sign(await importJWK(jwk, 'RS256'));
    },
  };
}

function readKeys(file: ToolKeyFile): readonly ToolKey[] {
  const { data, error } = z.array(ToolKeySchema).safeParse(file.readToolKeys() ?? []);
  if (error === undefined) return data;
  throw new DrydockError('setup-failed', {
    message: 'lti-keys.json of the home does not hold keys that Drydock has written.',
    fix: 'Move it away: other keys are made, and platforms ask for those by themselves.',
    cause: error,
  });
}

async function renew(file: ToolKeyFile, now: Date): Promise<readonly ToolKey[]> {
  const keys = readKeys(file);
  const kept = keysToKeep(keys, now);
  const newest = kept.at(-1);
  const due = newest === undefined || now.getTime() - new Date(newest.since).getTime() >= renewAfterMs;
  if (!due && kept.length === keys.length) return keys;
  const all = due ? [...kept, await drawKey(now)] : kept;
  file.writeToolKeys(all);
  return all;
}

/** Those that are shown at a time, the oldest first: a key goes a week after the next one has signed first. */
export function keysToKeep(keys: readonly ToolKey[], now: Date): readonly ToolKey[] {
  return keys.filter((_, index) => {
    const next = keys[index + 1];
    return (
      next === undefined || now.getTime() - new Date(next.since).getTime() < shownBeforeMs + shownAfterMs
    );
  });
}

/** The newest that was shown for long enough; while there is none, the oldest. */
export function signingKeyOf(keys: readonly ToolKey[], now: Date): ToolKey {
  const [oldest] = keys;
  const shown = keys.findLast(({ since }) => now.getTime() - new Date(since).getTime() >= shownBeforeMs);
  const key = shown ?? oldest;
  if (key === undefined) throw new Error('there is no key');
  return key;
}

async function drawKey(now: Date): Promise<ToolKey> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(privateKey);
  return ToolKeySchema.parse({ since: now.toISOString(), kid: await calculateJwkThumbprint(jwk), jwk });
}
