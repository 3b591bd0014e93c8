/** An error, and the steps of a long piece of work, as the page shows them. */

import type { ErrorProblem, ErrorReport } from '../../lab/errors.ts';
import { stepDetail } from '../../lab/general/units.ts';
import type { ProgressEvent } from '../../lab/wire/jobs.ts';
import { make, withCode } from '../core/dom.ts';
import { holdsCommands, placeWords } from '../core/report-words.ts';

/** What happened, what to do, where it is, and the end of the tool's output. */
export function reportView(report: ErrorReport): HTMLElement {
  const view = make(
    'div',
    { class: 'dd-report', role: 'alert' },
    make('p', { class: 'dd-report-title' }, report.title),
  );
  if (report.problems) view.append(make('ul', {}, ...report.problems.map(problemView)));
  else view.append(...problemParts(report));
  if (report.output) view.append(make('pre', { class: 'dd-log', tabindex: '0' }, report.output.trimEnd()));
  return view;
}

function problemView(problem: ErrorProblem): HTMLElement {
  return make('li', {}, ...problemParts(problem));
}

function problemParts({ message, place, fix }: ErrorProblem): readonly HTMLElement[] {
  return [
    make('p', {}, ...withCode(message)),
    ...(place ? [make('p', { class: 'dd-report-place' }, placeWords(place))] : []),
    ...(fix === undefined ? [] : [fixView(fix)]),
  ];
}

/** What to do; commands are to be copied as they stand. */
export function fixView(fix: string): HTMLElement {
  if (!holdsCommands(fix)) return make('p', { class: 'dd-report-fix' }, ...withCode(fix));
  return make('pre', { class: 'dd-shell' }, make('code', {}, fix.trim()));
}

export function stepsView(steps: readonly ProgressEvent[]): HTMLElement {
  return make('ol', { class: 'dd-steps' }, ...steps.map(stepView));
}

function stepView(step: ProgressEvent): HTMLElement {
  const { currentBytes, totalBytes } = step;
  const item = make(
    'li',
    { 'data-status': step.status },
    make('span', { class: 'dd-step-title' }, step.title),
  );
  const detail = stepDetail(step);
  if (detail) item.append(make('span', { class: 'dd-step-detail' }, detail));
  if (currentBytes !== undefined && totalBytes) {
    item.append(
      make('progress', { max: String(totalBytes), value: String(currentBytes), 'aria-label': step.title }),
    );
  }
  if (step.error) item.append(reportView(step.error));
  return item;
}
