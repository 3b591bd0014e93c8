/** What we answer to a platform that wants something to link: Deep Linking 2.0 §4.5. */
import { claims } from './claims.ts';
import type { LtiDestination } from './destination.ts';
import { lineItemTag } from './line-items.ts';
import { type ChooseMessage, destinationParameter } from './message.ts';
import type { ToolKeys } from './tool-keys.ts';

const validForMs = 300_000;

export interface ChoiceParts {
  readonly keys: ToolKeys;
  readonly platform: { readonly issuer: string; readonly clientId: string };
  readonly launchUrl: string;
  /** Text that was never said before. */
  readonly nonce: string;
}

/** A JWT that the browser posts to the platform's `returnUrl`; without a destination nothing was chosen. */
export async function signChoice(
  { deployment, data, takesLineItems }: ChooseMessage,
  chosen: LtiDestination | undefined,
  { keys, platform, launchUrl, nonce }: ChoiceParts,
): Promise<string> {
  const link = chosen && {
    type: 'ltiResourceLink',
    title: chosen.title,
    url: launchUrl,
    custom: { [destinationParameter]: chosen.id },
    ...(takesLineItems && chosen.points !== undefined
      ? {
          lineItem: {
            label: chosen.title,
            scoreMaximum: chosen.points,
            resourceId: chosen.id,
            tag: lineItemTag,
          },
        }
      : {}),
  };
  return await keys.sign(
    {
      iss: platform.clientId,
      aud: platform.issuer,
      nonce,
      [claims.messageType]: 'LtiDeepLinkingResponse',
      [claims.version]: '1.3.0',
      [claims.deployment]: deployment,
      [claims.contentItems]: link === undefined ? [] : [link],
      ...(data === undefined ? {} : { [claims.data]: data }),
    },
    validForMs,
  );
}
