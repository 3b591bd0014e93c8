/** The one place where an `id_token` of a platform is believed, or not. */
import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { DrydockError } from '../lab/errors.ts';
import type { LtiPlatform } from '../lab/ports/lti-store.ts';
import { type Claims, ClaimsSchema, claims } from './claims.ts';
import { platformUrl } from './http.ts';
import { type Message, messageOf } from './message.ts';

export interface Expected {
  readonly platform: LtiPlatform;
  /** The platform's public keys. */
  readonly keys: JWTVerifyGetKey;
  /** What we drew when the login began. */
  readonly nonce: string;
  /** Where launches come in: what a platform may name as its target. */
  readonly launchUrl: string;
  readonly now: Date;
}

/** Signatures that are taken: Security Framework 1.1 §6. Never `none`, and none whose key both sides know. */
const algorithms = ['RS256', 'ES256'];
/** How far two clocks may differ, and how old a token may be, in seconds. */
const clockTolerance = 60;
const maxTokenAge = 600;

/**
 * The message in a token, once all that it says of itself holds: signature, issuer, audience, times, nonce, version and
 * target (Security Framework 1.1 §5.1.3). Whether its deployment is one of ours, and whether the nonce was used before,
 * is the caller's to ask. Rejects with `lti-refused`.
 */
export async function readIdToken(
  idToken: string,
  { platform, keys, nonce, launchUrl, now }: Expected,
): Promise<Message> {
  const { payload } = await jwtVerify(idToken, keys, {
    algorithms,
    issuer: platform.issuer,
    audience: platform.clientId,
    requiredClaims: ['exp', 'iat', 'nonce'],
    clockTolerance,
    maxTokenAge,
    currentDate: now,
  }).catch((cause: unknown) => {
    throw describe(cause);
  });
  const parsed = ClaimsSchema.safeParse(payload);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refused(`its ${issue?.path.join('.') || 'message'} is not as LTI 1.3 wants it`, parsed.error);
  }
  const said = parsed.data;
  if (!isForUsAlone(said, platform.clientId)) throw refused('it is addressed to somebody else too');
  if (said.nonce !== nonce) throw refused('it is not the answer to what this browser asked');
  const target = said[claims.target];
  if (target !== undefined && !sameAddress(target, launchUrl)) throw refused(`it leads to ${shown(target)}`);
  if (said.sub === undefined) throw refused('it does not say who it is that comes');
  const message = messageOf(platform.id, said.sub, said);
  for (const url of addressesOf(message)) {
    if (platformUrl(url, platform.issuer) === undefined)
      throw refused(`it has answers go to ${shown(url)}, which is no address over TLS`);
  }
  return message;
}

/** OpenID Connect Core §3.1.3.7, 3 to 5: who is meant beside us is nobody that we trust. */
function isForUsAlone({ aud, azp }: Claims, clientId: string): boolean {
  if (azp !== undefined && azp !== clientId) return false;
  return [aud].flat().every((each) => each === clientId);
}

const addressesOf = (message: Message): readonly string[] =>
  message.type === 'choose'
    ? [message.returnUrl]
    : [message.lineItem, message.lineItems].filter((url) => url !== undefined);

/** Whether a target is where launches come in; what stands behind `?` is the platform's. */
export function sameAddress(target: string, launchUrl: string): boolean {
  const url = URL.parse(target);
  return url !== null && `${url.origin}${url.pathname}` === launchUrl;
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 200));

const reasons: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'it is too old',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'its signature is not by the platform',
  ERR_JWKS_NO_MATCHING_KEY: 'its signature is by a key that the platform does not publish',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'it does not say by which key it is signed',
  ERR_JOSE_ALG_NOT_ALLOWED: 'its signature is of a kind that is not taken',
  ERR_JWKS_TIMEOUT: 'the keys of the platform could not be had in time',
  ERR_JWKS_INVALID: 'what the platform publishes as its keys is none',
};

const claimReasons: Readonly<Record<string, string>> = {
  iss: 'it is from another platform',
  aud: 'it is addressed to somebody else',
  iat: 'it was made at another time than now',
  exp: 'it has no end',
  nbf: 'its time has not come',
  nonce: 'it is not the answer to anything',
};

function describe(cause: unknown): DrydockError {
  if (cause instanceof DrydockError) return cause;
  if (cause instanceof errors.JWTClaimValidationFailed)
    return refused(claimReasons[cause.claim] ?? `its ${cause.claim} does not hold`, cause);
  const code = cause instanceof errors.JOSEError ? cause.code : '';
  return refused(reasons[code] ?? 'it cannot be read', cause);
}

export function refused(reason: string, cause?: unknown): DrydockError {
  return new DrydockError('lti-refused', {
    message: `What the learning platform sent does not let you in: ${reason}.`,
    fix: 'Go back to your course and open the link again. If that does not help, tell whoever teaches it these words.',
    cause,
  });
}
