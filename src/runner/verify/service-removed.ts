import { edit } from '../../lab/edit.ts';
import type { Manifest, Mistake } from '../../lab/manifest.ts';

export const serviceRemoved = 'service-removed';

/** The mistakes of a lab, with the one that every lab has: a guarded service deleted from the solution. */
export function mistakesOf(manifest: Manifest): Readonly<Record<string, Mistake>> {
  const { mistakes } = manifest.states;
  if (mistakes[serviceRemoved]) return mistakes;
  const guards = Object.entries(manifest.guards).filter(([, guard]) => guard.service !== '');
  const services = [...new Set(guards.map(([, guard]) => guard.service))];
  return {
    ...mistakes,
    [serviceRemoved]: {
      from: 'solution',
      edits: services.map((service) => edit('compose.yaml').unset(`services.${service}`)),
      fails: Object.fromEntries(guards.map(([id]) => [id, 'There is no container'])),
    },
  };
}
