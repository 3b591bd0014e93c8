import type { Check } from '../../lab/checks/check.ts';
import { edit } from '../../lab/manifest/edit.ts';
import type { Manifest, Mistake } from '../../lab/manifest/manifest.ts';

export const serviceRemoved = 'service-removed';

/**
 * The mistakes of a lab, with the one that every lab has unless it writes its own: the solution with every service
 * deleted. Whoever deletes a service has not made it more secure, so nothing may pass.
 */
export function mistakesOf(manifest: Manifest): Readonly<Record<string, Mistake>> {
  const { mistakes } = manifest.states;
  if (mistakes[serviceRemoved]) return mistakes;
  const guards = Object.entries(manifest.guards);
  const blocked = ({ service }: Check) =>
    guards.some(([, guard]) => guard.service === '' || service === '' || guard.service === service);
  const judged = [...guards, ...Object.entries(manifest.checks).filter(([, check]) => !blocked(check))];
  return {
    ...mistakes,
    [serviceRemoved]: {
      from: 'solution',
      edits: [edit('compose.yaml').set('services', {})],
      run: [],
      fails: Object.fromEntries(
        judged.map(([id, { custom }]) => [id, custom === undefined ? 'There is no container' : '']),
      ),
    },
  };
}
