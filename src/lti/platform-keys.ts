import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import type { LtiPlatform } from '../lab/ports/lti-store.ts';
import type { LtiHttp } from './http.ts';

/** Public keys of platforms, asked for when they are needed and kept for a while. */
export type PlatformKeys = (platform: Pick<LtiPlatform, 'id' | 'keysUrl'>) => JWTVerifyGetKey;

/** Times in milliseconds. */
export interface KeyTiming {
  readonly keptMs: number;
  /** A key that is unknown has them asked for anew, though not sooner than this: whoever sends tokens may not steer us. */
  readonly coolMs: number;
}

const usual: KeyTiming = { keptMs: 600_000, coolMs: 30_000 };

export function makePlatformKeys(http: LtiHttp, { keptMs, coolMs }: KeyTiming = usual): PlatformKeys {
  const known = new Map<string, JWTVerifyGetKey>();
  return ({ id, keysUrl }) => {
    const place = `${id} ${keysUrl}`;
    const found = known.get(place);
    if (found !== undefined) return found;
    const keys = createRemoteJWKSet(new URL(keysUrl), {
      cacheMaxAge: keptMs,
      cooldownDuration: coolMs,
      [customFetch]: async (url, { signal }) => {
        const answer = await http({ url, headers: { accept: 'application/json' }, signal });
        return new Response(answer.text, { status: answer.status });
      },
    });
    known.set(place, keys);
    return keys;
  };
}
