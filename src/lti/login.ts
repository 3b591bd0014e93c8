/** The first step of a launch, which a platform has a browser take: Security Framework 1.1 §5.1.1. */
import * as z from 'zod';
import type { LtiPlatform } from '../lab/ports/lti-store.ts';
import { refused, sameAddress } from './read-id-token.ts';

const Hint = z.string().max(8_192);

/** What a login carries; platforms add more. */
export const LoginSchema = z.object({
  iss: z.string().min(1).max(2_048),
  login_hint: Hint,
  target_link_uri: z.string().max(2_048),
  lti_message_hint: Hint.optional(),
  client_id: z.string().max(255).optional(),
  /** A frame of the platform that keeps things for us: LTI OIDC Login with Client-Side PostMessages 0.1. */
  lti_storage_target: z
    .string()
    .regex(/^[\w.-]{1,100}$/)
    .optional(),
});
export type Login = z.output<typeof LoginSchema>;

/** The platform that sends somebody. Throws `lti-refused` where it is none of ours, or leads elsewhere. */
export function findSender(
  { iss, client_id, target_link_uri }: Login,
  platforms: readonly LtiPlatform[],
  launchUrl: string,
): LtiPlatform {
  const known = platforms.filter(
    (platform) => platform.issuer === iss && (client_id === undefined || platform.clientId === client_id),
  );
  // Anybody can register who was invited: one that waits stands in the way of none that was confirmed.
  const confirmed = known.filter(({ state }) => state === 'confirmed');
  const found = confirmed.length > 0 ? confirmed : known;
  const [platform] = found;
  if (platform === undefined) throw refused(`nobody registered ${JSON.stringify(iss.slice(0, 200))} here`);
  // Without the client's id the issuer has to be enough.
  if (found.length > 1) throw refused('it does not say which of its registrations it means');
  if (platform.state !== 'confirmed')
    throw refused('its registration waits for whoever runs this server to confirm it');
  if (!sameAddress(target_link_uri, launchUrl)) throw refused('it leads to another server than this one');
  return platform;
}

export interface Drawn {
  readonly state: string;
  readonly nonce: string;
}

/** What it takes to begin the same once more, where the platform keeps nothing for us. */
export function againAddress(login: Login, loginUrl: string): string {
  const { lti_storage_target: _, ...asked } = login;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) query.set(name, value);
  return `${loginUrl}?${query}`;
}

/** Where the browser goes next, by GET: Moodle's cookie is `Lax`, and not sent with a POST from elsewhere. */
export function authAddress(
  { authUrl, clientId }: LtiPlatform,
  { login_hint, lti_message_hint }: Login,
  { state, nonce }: Drawn,
  launchUrl: string,
): string {
  const url = new URL(authUrl);
  const asked = {
    scope: 'openid',
    response_type: 'id_token',
    response_mode: 'form_post',
    prompt: 'none',
    client_id: clientId,
    redirect_uri: launchUrl,
    login_hint,
    state,
    nonce,
    ...(lti_message_hint === undefined ? {} : { lti_message_hint }),
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}
