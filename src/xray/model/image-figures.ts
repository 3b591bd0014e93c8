import type { ObservedContainer } from '../../lab/observation/observation.ts';
import type { Figures } from './chart.ts';
import { knownOf } from './fact.ts';

/** What an attacker finds in the images of containers: figures that grow with what is in them. */
export function imageFigures(
  containers: readonly ObservedContainer[],
): Pick<Figures, 'categories' | 'series' | 'unit'> {
  return {
    unit: '',
    categories: ['Size in MB', 'Files', 'Packages', 'Set-user-ID programs', 'Shells'],
    series: containers.map(({ service, image, imageFacts }) => {
      const facts = knownOf(imageFacts);
      return {
        name: service,
        values: [
          image ? Math.round(image.sizeBytes / 100_000) / 10 : null,
          facts?.files ?? null,
          facts?.packages.installed.length ?? null,
          facts?.setuid.length ?? null,
          facts?.shells.length ?? null,
        ],
      };
    }),
  };
}
