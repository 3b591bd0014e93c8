/** Draws the reader's own containers where the book shows recorded ones: the same parts, by the same drawing. */
import { h, render } from 'preact';
import type { Observation } from '../../lab/observation/observation.ts';
import { drawComparison } from '../../xray/draw/draw-comparison.ts';
import { partNames } from '../../xray/draw/draw-subject.ts';
import { drawXray } from '../../xray/draw/draw-xray.ts';
import { compareSides } from '../../xray/model/comparison.ts';
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
}

export function drawOwn(place: HTMLElement, observation: Observation, picture: OwnPicture): void {
  const wanted = picture.parts?.split(' ');
  const parts = partNames.filter((name) => wanted === undefined || wanted.includes(name));
  const host = hostWords(observation);
  render(
    h('div', null, [
      picture.compare === undefined
        ? drawXray(viewObservation(observation, picture.services), {
            parts,
            rails: picture.rails !== undefined,
          })
        : drawComparison(compareSides(sidesOf(observation, picture.services)), wanted && parts),
      h('p', { class: 'dd-recorded' }, [
        'Yours, as it is now. ',
        host.source === 'unknown' ? '' : `${host.value}.`,
      ]),
    ]),
    place,
  );
}

function sidesOf(observation: Observation, services: readonly string[]) {
  return services.flatMap((name) =>
    observation.containers
      .filter(({ service }) => service === name)
      .map((container) => ({ container, observation, label: name })),
  );
}
