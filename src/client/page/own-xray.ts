/** Draws the reader's own containers where the book shows recorded ones: the same parts, by the same drawing. */
import { type ComponentChildren, h, render } from 'preact';
import type { Observation } from '../../lab/observation/observation.ts';
import { drawComparison } from '../../xray/draw/draw-comparison.ts';
import { drawNamespaceMap } from '../../xray/draw/draw-namespace-map.ts';
import { partNames } from '../../xray/draw/draw-subject.ts';
import { drawXray } from '../../xray/draw/draw-xray.ts';
import { ifKnown } from '../../xray/draw/parts.ts';
import { compareSides } from '../../xray/model/comparison.ts';
import { namespaceMapOf } from '../../xray/model/namespace-map.ts';
import { hostWords, viewObservation } from '../../xray/model/xray-view.ts';

/** What the recorded picture shows. */
export interface OwnPicture {
  readonly services: readonly string[];
  /** By blanks; all of them unless said. */
  readonly parts?: string | undefined;
  /** There where lines between the containers are drawn. */
  readonly rails?: string | undefined;
  /** There where services are held against one another. */
  readonly compare?: string | undefined;
  /** There where the processes of one service are drawn by namespace. */
  readonly map?: string | undefined;
}

export function drawOwn(place: HTMLElement, observation: Observation, picture: OwnPicture): void {
  const host = hostWords(observation);
  render(
    h('div', null, [
      drawingOf(observation, picture),
      h('p', { class: 'dd-recorded' }, [
        'Yours, as it is now. ',
        host.source === 'unknown' ? '' : `${host.value}.`,
      ]),
    ]),
    place,
  );
}

function drawingOf(
  observation: Observation,
  { services, parts: words, rails, compare, map }: OwnPicture,
): ComponentChildren {
  if (map !== undefined)
    return observation.containers
      .filter(({ service }) => services.includes(service))
      .map((container) =>
        // Of a container that has ended nobody sees processes, and a map of the host alone would say that it has none.
        ifKnown(container.processes, () => drawNamespaceMap(namespaceMapOf(container, observation))),
      );
  const wanted = words?.split(' ');
  const parts = partNames.filter((name) => wanted === undefined || wanted.includes(name));
  return compare === undefined
    ? drawXray(viewObservation(observation, services), { parts, rails: rails !== undefined })
    : drawComparison(compareSides(sidesOf(observation, services)), wanted && parts);
}

function sidesOf(observation: Observation, services: readonly string[]) {
  return services.flatMap((name) =>
    observation.containers
      .filter(({ service }) => service === name)
      .map((container) => ({ container, observation, label: name })),
  );
}
