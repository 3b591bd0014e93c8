import { DrydockError } from '../lab/errors.ts';
import { unlessAborted } from '../lab/general/unless-aborted.ts';
import type { EngineClient } from './client.ts';
import type { CallContext } from './engine-error.ts';
import { engineWords, explainEngineError, statusOf } from './engine-error.ts';
import { registryOf } from './image-reference.ts';

/** What a registry says of an image when the Engine asks it. */
export type RegistryAnswer =
  | { readonly reached: true; readonly has: boolean }
  | { readonly reached: false; readonly reason: string };

/** Asks the image's registry through the Engine, without pulling anything. */
export async function askRegistry(
  client: EngineClient,
  reference: string,
  signal: AbortSignal,
): Promise<RegistryAnswer> {
  const request = client.docker.getImage(reference).distribution() as Promise<unknown>;
  try {
    await unlessAborted(request, signal);
    return { reached: true, has: true };
  } catch (error) {
    const text = signal.aborted && error === signal.reason ? 'no answer in time' : engineWords(error);
    const refused = [401, 403, 404].includes(statusOf(error) ?? 0) || registryRefused(text);
    return refused ? { reached: true, has: false } : { reached: false, reason: text };
  }
}

/** Whether a failure to pull is the word of a registry that was reached, rather than of a network that was not. */
export function registryRefused(text: string): boolean {
  return /manifest unknown|manifest for .* not found|repository does not exist|access denied|denied:|unauthorized|toomanyrequests|no matching manifest|name unknown/i.test(
    text,
  );
}

/** After this nothing else can succeed. */
export const endsAll = ({ code }: DrydockError): boolean =>
  ['cancelled', 'disk-full', 'engine-lost', 'engine-absent'].includes(code);

/** The failure of a pull in our words: it says whether the registry answered. */
export function explainPullFailure(error: unknown, reference: string, context: CallContext): DrydockError {
  const text = engineWords(error);
  const general = explainEngineError(error, context);
  if (endsAll(general)) return general;
  const registry = registryOf(reference);
  return registryRefused(text)
    ? new DrydockError('image-unavailable', {
        message: `The registry ${registry} answered, and does not give the image ${reference}: ${text}`,
        fix: 'Check its name and tag; if it is private, log in with `docker login`.',
        cause: error,
      })
    : new DrydockError('image-unavailable', {
        message: `The registry ${registry} could not be reached for the image ${reference}: ${text}`,
        fix: 'Check the network of the Docker host. Without a registry, `drydock images prepare --engine nested` builds images.',
        cause: error,
      });
}
