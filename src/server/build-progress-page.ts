import { html } from 'hono/html';
import { formatProgress } from '../lab/general/units.ts';
import type { ProgressEvent } from '../lab/wire/jobs.ts';
import { renderPlainPage } from './plain-page.ts';

const words: Readonly<Record<ProgressEvent['status'], string>> = {
  waiting: 'waiting',
  running: 'under way',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
};

/** What a visitor sees before the site is built. It asks again by itself until the book is there. */
export function renderBuildProgress(steps: readonly ProgressEvent[]) {
  const items = steps.map(
    (step) => html`<li data-status="${step.status}">
        <span>${words[step.status]}</span>
        <span>${step.title}${describe(step)}</span>
      </li>`,
  );
  return renderPlainPage({
    title: 'Drydock is building the book',
    refreshSeconds: 2,
    body: html`<p>Drydock builds the pages on this machine the first time it starts. The book opens here by itself in about a minute.</p>
      ${items.length === 0 ? '' : html`<ol aria-label="Steps">${items}</ol>`}`,
  });
}

function describe(step: ProgressEvent) {
  const text = step.error?.message ?? step.detail ?? formatProgress(step);
  return text === undefined ? '' : html`<small>${text}</small>`;
}
