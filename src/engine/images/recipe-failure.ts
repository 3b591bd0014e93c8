import { DrydockError } from '../../lab/errors.ts';
import type { BuildFailure } from './build-log.ts';

/** Why an image did not come about: the step, the end of what it printed, and what to do about it. */
export function explainRecipeFailure(reference: string, { step, output }: BuildFailure): DrydockError {
  const where = step === undefined ? '' : ` at “${step}”`;
  if (
    /no space left on device|disk quota exceeded|not enough free (disk )?space|You don't have enough free space/i.test(
      output,
    )
  ) {
    return new DrydockError('disk-full', {
      message: `The disk filled up while ${reference} was being built${where}.`,
      fix: 'Make room (`docker system df` and `drydock images list` show what images take), then prepare images again.',
      output,
    });
  }
  const unreachable =
    /Temporary failure resolving|Could not connect to|Failed to fetch|Connection timed out/i.test(output);
  return new DrydockError('build-failed', {
    message: `The recipe of ${reference} failed${where}${unreachable ? ': a Debian mirror could not be reached' : ''}.`,
    fix: unreachable
      ? 'Check the network, the proxy and /etc/apt/sources.list* of this machine, then run `drydock images prepare`.'
      : 'The end of its output is below. Run `drydock images prepare` to try again.',
    output,
  });
}
