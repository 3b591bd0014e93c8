/** A platform that registers us by itself: LTI Dynamic Registration 1.0. */
import * as z from 'zod';
import { DrydockError } from '../lab/errors.ts';
import type { LtiRegistration } from '../lab/ports/lti-store.ts';
import { scopes } from './claims.ts';
import { type LtiHttp, platformUrl } from './http.ts';
import { parseJson } from './parse-json.ts';

const toolConfiguration = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const platformConfiguration = 'https://purl.imsglobal.org/spec/lti-platform-configuration';
const Address = z.string().max(2_048);

const ConfigurationSchema = z.object({
  issuer: Address,
  authorization_endpoint: Address,
  token_endpoint: Address,
  jwks_uri: Address,
  registration_endpoint: Address,
  /** A platform may want another audience of requests for tokens. */
  authorization_server: Address.optional(),
  [platformConfiguration]: z.object({ product_family_code: z.string().max(100) }).optional(),
});

const AnswerSchema = z.object({
  client_id: z.string().min(1).max(255),
  [toolConfiguration]: z.object({ deployment_id: z.string().min(1).max(255).optional() }).optional(),
});

export interface RegistrationAsked {
  /** Where the platform says what it is. */
  readonly configurationUrl: string;
  /** What it gave us to be let in, where it did. */
  readonly token: string | undefined;
  /** Our own, without a slash at its end. */
  readonly origin: string;
}

/** What was agreed: it waits for somebody who confirms it. */
export interface Registered {
  readonly registration: LtiRegistration;
  readonly deployment: string | undefined;
}

/** Rejects with `lti-failed` where the platform says something else than the specification wants. */
export async function registerAt(
  { configurationUrl, token, origin }: RegistrationAsked,
  http: LtiHttp,
  signal: AbortSignal,
): Promise<Registered> {
  const url = platformUrl(configurationUrl, configurationUrl);
  if (url === undefined) throw failed('the address of its configuration is none over TLS');
  const told = await http({ url: url.href, headers: { accept: 'application/json' }, signal });
  const platform = ConfigurationSchema.safeParse(parseJson(told.text)).data;
  if (told.status >= 400 || platform === undefined) throw failed('it does not say how it is reached');
  const { issuer } = platform;
  const addresses = [platform.authorization_endpoint, platform.token_endpoint, platform.jwks_uri];
  for (const each of [...addresses, platform.registration_endpoint])
    if (platformUrl(each, configurationUrl) === undefined)
      throw failed(`it names an address that is none over TLS: ${each.slice(0, 200)}`);
  // §3.5.1: who answers for an issuer is that issuer.
  const endpoint = new URL(platform.registration_endpoint);
  if (endpoint.origin !== url.origin && URL.parse(issuer)?.origin !== url.origin)
    throw failed('it answers for another issuer than itself');
  const answer = await http({
    url: endpoint.href,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(toolOf(origin)),
    signal,
  });
  const given = AnswerSchema.safeParse(parseJson(answer.text)).data;
  if (answer.status >= 400 || given === undefined)
    throw failed(`it did not register us: it answered ${answer.status}`);
  const frames = [configurationUrl, issuer, platform.authorization_endpoint].flatMap((each) => {
    const at = platformUrl(each, configurationUrl);
    return at === undefined ? [] : [at.origin];
  });
  return {
    registration: {
      name: `${platform[platformConfiguration]?.product_family_code ?? 'platform'} at ${url.host}`,
      issuer,
      clientId: given.client_id,
      authUrl: platform.authorization_endpoint,
      tokenUrl: platform.token_endpoint,
      keysUrl: platform.jwks_uri,
      tokenAudience: platform.authorization_server,
      frames: [...new Set(frames)],
    },
    deployment: given[toolConfiguration]?.deployment_id,
  };
}

/** Us, in the words of OpenID Connect Dynamic Client Registration 1.0 §2 and LTI Dynamic Registration 1.0 §3.4. */
function toolOf(origin: string) {
  const launch = `${origin}/lti/launch`;
  return {
    application_type: 'web',
    response_types: ['id_token'],
    grant_types: ['implicit', 'client_credentials'],
    initiate_login_uri: `${origin}/lti/login`,
    redirect_uris: [launch],
    client_name: 'Drydock',
    jwks_uri: `${origin}/lti/jwks.json`,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: Object.values(scopes).join(' '),
    [toolConfiguration]: {
      domain: new URL(origin).host,
      target_link_uri: launch,
      description: 'Labs on container security',
      // A name is nice to have, an address by e-mail is not asked for.
      claims: ['iss', 'sub', 'name'],
      messages: [
        { type: 'LtiResourceLinkRequest', target_link_uri: launch, label: 'Drydock' },
        { type: 'LtiDeepLinkingRequest', target_link_uri: launch, label: 'Drydock' },
      ],
    },
  };
}

function failed(reason: string): DrydockError {
  return new DrydockError('lti-failed', {
    message: `The learning platform could not be registered: ${reason}.`,
    fix: 'Ask for another link with `drydock lti invite`, or register by hand with `drydock lti add`.',
  });
}
