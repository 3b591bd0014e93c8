/** A launch, step by step: begun, answered by the platform, finished by the browser that began it. */
import * as z from 'zod';
import type { LtiPlatform, LtiStore } from '../lab/ports/lti-store.ts';
import { authAddress, findSender, type Login, LoginSchema } from './login.ts';
import { type Message, MessageSchema } from './message.ts';
import { parseJson } from './parse-json.ts';
import type { PlatformKeys } from './platform-keys.ts';
import { readIdToken, refused } from './read-id-token.ts';

export interface LaunchParts {
  readonly store: Pick<
    LtiStore,
    | 'mintTicket'
    | 'spendTicket'
    | 'readTicket'
    | 'redeemTicket'
    | 'listPlatforms'
    | 'findPlatform'
    | 'seeDeployment'
  >;
  readonly keys: PlatformKeys;
  readonly now: () => Date;
  /** 256 random bits as text. */
  readonly draw: () => string;
  readonly hash: (secret: string) => string;
  readonly seal: Seal;
  /** Where platforms send browsers to. */
  readonly launchUrl: string;
}

/** Text that others carry for us: nobody else can make one that opens, and who carries it can read it. */
export interface Seal {
  /** As letters, digits, `-`, `_` and a point. */
  close(text: string): string;
  /** Undefined where it is not, sign by sign, what was closed by us. */
  open(sealed: string): string | undefined;
}

/** What a browser keeps until it is back: in the storage of our origin, and with the platform where that offers to. */
export interface ToKeep {
  readonly state: string;
  readonly secret: string;
  /** The frame of the platform, and the origin that it answers by. */
  readonly storage: { readonly target: string; readonly origin: string } | undefined;
}

export interface Begun extends ToKeep {
  readonly platform: LtiPlatform;
  /** Where the browser goes then. */
  readonly next: string;
}

export interface Answered {
  readonly platform: LtiPlatform;
  readonly state: string;
  /** By which the browser asks to finish, with the secret that it kept. */
  readonly ticket: string;
  readonly storage: ToKeep['storage'];
  /** The login as it was begun, to begin it again in a tab of its own. */
  readonly login: Login;
}

export interface Launches {
  /** Throws `lti-refused`, as all of these. */
  begin(login: Login): Begun;
  /** Believes an `id_token`, once. */
  answer(state: string, idToken: string): Promise<Answered>;
  /** Gives the message to the browser that kept the secret, once. Another one's try uses nothing up. */
  finish(ticket: string, secret: string): { readonly platform: LtiPlatform; readonly message: Message };
}

const askedMs = 5 * 60_000;
const answeredMs = 5 * 60_000;

const AskedSchema = z.object({
  /** When it is too old, in milliseconds. */
  until: z.number(),
  platform: z.string(),
  nonce: z.string(),
  secretHash: z.string(),
  login: LoginSchema,
});
const AnsweredSchema = z.object({ secretHash: z.string(), message: MessageSchema });

export function makeLaunches({ store, keys, now, draw, hash, seal, launchUrl }: LaunchParts): Launches {
  const confirmed = (id: string): LtiPlatform => {
    const platform = store.findPlatform(id);
    if (platform?.state !== 'confirmed') throw refused('its platform is not registered here any more');
    return platform;
  };
  const storageOf = ({ authUrl }: LtiPlatform, { lti_storage_target: target }: Login): ToKeep['storage'] =>
    target === undefined ? undefined : { target, origin: new URL(authUrl).origin };
  const stale = () => refused('it took longer than five minutes, or it came twice');

  return {
    begin(login) {
      const platform = findSender(login, store.listPlatforms(), launchUrl);
      const [nonce, secret] = [draw(), draw()];
      const until = now().getTime() + askedMs;
      // Anybody can begin a login, so nothing is kept of one: who begins many takes nothing from others.
      const state = seal.close(
        JSON.stringify({ until, platform: platform.id, nonce, secretHash: hash(secret), login }),
      );
      const next = authAddress(platform, login, { state, nonce }, launchUrl);
      return { platform, state, secret, next, storage: storageOf(platform, login) };
    },
    async answer(state, idToken) {
      const told = seal.open(state);
      const asked = told === undefined ? undefined : AskedSchema.parse(parseJson(told));
      if (asked === undefined || now().getTime() > asked.until) throw stale();
      const { platform: id, nonce, secretHash, login } = asked;
      const platform = confirmed(id);
      const expected = { platform, keys: keys(platform), nonce, launchUrl, now: now() };
      const message = await readIdToken(idToken, expected);
      if (store.seeDeployment(platform.id, message.deployment) !== 'confirmed')
        throw refused(
          `whoever runs this server has to confirm the deployment ${JSON.stringify(message.deployment)} first`,
        );
      // Used up last, so that nothing that was refused above spoils the answer of who was asked.
      if (!store.spendTicket('asked', nonce, askedMs)) throw stale();
      const ticket = store.mintTicket('answered', JSON.stringify({ secretHash, message }), answeredMs);
      return { platform, state, ticket, login, storage: storageOf(platform, login) };
    },
    finish(ticket, secret) {
      const kept = store.readTicket('answered', ticket);
      if (kept === undefined) throw stale();
      const { secretHash, message } = AnsweredSchema.parse(parseJson(kept));
      if (hash(secret) !== secretHash) throw refused('another browser began it');
      const platform = confirmed(message.platform);
      if (store.redeemTicket('answered', ticket) === undefined) throw stale();
      return { platform, message };
    },
  };
}
