import { expect, it } from 'vitest';
import { drawComparison } from '../../../src/xray/draw/draw-comparison.ts';
import { drawXray } from '../../../src/xray/draw/draw-xray.ts';
import { compareSides } from '../../../src/xray/model/comparison.ts';
import { viewObservation } from '../../../src/xray/model/xray-view.ts';
import { renderDrawing } from '../../../src/xray/render.ts';
import { expectGolden } from '../../fixtures/golden.ts';
import { makeObservation, makeObserved, makeProcess, makeStopped } from '../../fixtures/observed.ts';
import { sampleObservation, softState } from '../../fixtures/workspace-harness/sample-observation.ts';

/** A line for each element, so that a difference can be read. */
const lines = (html: string) => `${html.replaceAll('><', '>\n<')}\n`;

it('draws two containers, one of a sandbox, as it did', () => {
  expectGolden(
    'xray/two-containers.html',
    lines(renderDrawing(drawXray(viewObservation(sampleObservation(softState))))),
  );
});

it('draws what is unknown with its reason, and no cell of it', () => {
  const html = renderDrawing(drawXray(viewObservation(makeObservation([makeStopped()]))));
  expect(html).toContain('it does not run');
  expect(html).not.toMatch(/<span class="x-(cap|call)"/);
  expect(html).toContain('exited with 3');
});

it('escapes what containers call themselves', () => {
  const process = makeProcess({ name: '<script>alert(1)</script>' });
  const hostile = makeObserved('"><img src=x>', { processes: { source: 'kernel', value: [process] } });
  const html = renderDrawing(drawXray(viewObservation(makeObservation([hostile]))));
  expect(html).not.toContain('<script>');
  expect(html).not.toContain('<img');
});

it('marks in a comparison what the second has otherwise, and says it', () => {
  const soft = makeObserved('web', { rootReadOnly: { source: 'kernel', value: false } });
  const sides = [
    { container: soft, observation: makeObservation([soft]), label: 'before' },
    { container: makeObserved(), observation: makeObservation(), label: 'after' },
  ];
  const html = renderDrawing(drawComparison(compareSides(sides)));
  expect(html).toContain('after: what differs from “before”');
  expect(html).toContain('root file system was writable, is read-only');
  expect(html.match(/data-mark="lost"/g)).toHaveLength(1);
  expect(html).not.toContain('data-part="may"');
});

it('says a grid of names in one sentence, and hides its cells from who hears that', () => {
  const html = renderDrawing(drawXray(viewObservation(makeObservation([makeObserved('web')]))));
  expect(html).toMatch(
    /role="img" aria-label="Capabilities: all 41 out of reach\."><div aria-hidden="true"><span/,
  );
});
