import * as z from 'zod';
import { DrydockError } from '../lab/errors.ts';
import type { LtiPlatform } from '../lab/ports/lti-store.ts';
import type { LtiHttp } from './http.ts';
import { parseJson } from './parse-json.ts';
import type { ToolKeys } from './tool-keys.ts';

/** What lets us call a platform's services, for an hour or so: Security Framework 1.1 §4.1. */
export interface AccessTokens {
  /** Rejects with `lti-failed` where the platform gives none. */
  get(platform: LtiPlatform, scopes: readonly string[], signal: AbortSignal): Promise<string>;
  /** The platform did not take it. */
  drop(platform: LtiPlatform): void;
}

export interface TokenParts {
  readonly http: LtiHttp;
  readonly keys: ToolKeys;
  readonly now: () => Date;
  /** Text that was never said before. */
  readonly newId: () => string;
}

const TokenSchema = z.object({
  access_token: z.string().min(1).max(16_384),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().nonnegative().default(3_600),
});

/** A token is not used any more shortly before it ends. */
const marginMs = 60_000;
const assertionMs = 300_000;

export function makeAccessTokens({ http, keys, now, newId }: TokenParts): AccessTokens {
  const known = new Map<
    string,
    { readonly platform: string; readonly token: string; readonly until: number }
  >();
  return {
    async get(platform, scopes, signal) {
      const scope = [...scopes].sort().join(' ');
      const place = `${platform.id} ${scope}`;
      const found = known.get(place);
      if (found !== undefined && now().getTime() < found.until) return found.token;
      const assertion = await keys.sign(
        {
          iss: platform.clientId,
          sub: platform.clientId,
          aud: platform.tokenAudience ?? platform.tokenUrl,
          jti: newId(),
        },
        assertionMs,
      );
      const answer = await http({
        url: platform.tokenUrl,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
          scope,
        }).toString(),
        signal,
      });
      const given = TokenSchema.safeParse(parseJson(answer.text)).data;
      if (answer.status >= 400 || given === undefined)
        throw new DrydockError('lti-failed', {
          message: `${platform.name} gave no access to its gradebook: it answered ${answer.status}.`,
          fix: 'See in the platform whether the tool may use Assignment and Grade Services, and whether it knows the address of our keys.',
        });
      const until = now().getTime() + given.expires_in * 1_000 - marginMs;
      known.set(place, { platform: platform.id, token: given.access_token, until });
      return given.access_token;
    },
    drop({ id }) {
      for (const [place, { platform }] of known) if (platform === id) known.delete(place);
    },
  };
}
