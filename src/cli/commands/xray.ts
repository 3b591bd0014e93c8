import { writeFile } from 'node:fs/promises';
import type { Observation } from '../../lab/observation/observation.ts';
import { drawXray } from '../../xray/draw/draw-xray.ts';
import { viewObservation, type XrayView } from '../../xray/model/xray-view.ts';
import { renderDrawing } from '../../xray/render.ts';
import { observeProject } from '../observe-project.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';
import { tell } from '../plain-text.ts';
import { makeSelfContainedPage } from '../self-contained-page.ts';
import { makeLineProgress } from '../show-progress.ts';

export interface XrayCommandOptions extends HomeOptions {
  /** Where the file goes; `PROJECT.xray.html` in the working directory unless said. */
  readonly output?: string;
}

/**
 * Draws a compose project of the reader's own in one HTML file; the answer is what was seen in words, or the
 * observation with `--json`. With `--json` a file is written only where one is named.
 */
export async function xrayProject(
  project: string,
  options: XrayCommandOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const onProgress = makeLineProgress(tell);
  const observation = await observeProject(project, options, onProgress, signal);
  const file = options.output ?? (output.json ? undefined : `${project}.xray.html`);
  if (file !== undefined) await writeFile(file, makeXrayPage(observation));
  output.answer(observation, [
    ...describeXray(viewObservation(observation)),
    ...(file === undefined ? [] : ['', `The picture is in ${file}.`]),
  ]);
}

/** The whole X-ray as one file. Nothing of the containers' environments is in it. */
export function makeXrayPage(observation: Observation): string {
  const view = viewObservation(observation);
  const host = view.host.source === 'unknown' ? `host unknown: ${view.host.reason}` : view.host.value;
  return makeSelfContainedPage({
    title: `X-ray of ${observation.project}`,
    subtitle: `${observation.takenAt.slice(0, 16).replace('T', ' ')} UTC, ${host}`,
    body: renderDrawing(drawXray(view)),
    styles: ['xray/xray.css'],
  });
}

/** What the picture says, for a terminal. */
function describeXray({ subjects, namespaces, networks }: XrayView): readonly string[] {
  return [
    ...subjects.flatMap(({ label, state, words, identity }) => [
      `${label}: ${state}`,
      ...words.map((text) => `  ${text}`),
      ...(identity.source === 'unknown' ? [`  unknown: ${identity.reason}`] : []),
    ]),
    ...namespaces.words,
    ...networks.words,
  ];
}
