/** The X-ray of an attempt, as the workspace draws it live. */
import '../../xray/xray.css';
import { h, type JSX } from 'preact';
import type { Observation } from '../../lab/observation/observation.ts';
import { drawXray } from '../../xray/draw/draw-xray.ts';
import { viewObservation } from '../../xray/model/xray-view.ts';

export function drawObservation(observation: Observation): JSX.Element {
  const view = viewObservation(observation);
  return view.subjects.length === 0
    ? h('p', { class: 'dd-quiet' }, 'No container of this lab was there.')
    : drawXray(view);
}
