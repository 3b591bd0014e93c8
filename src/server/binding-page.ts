import { html } from 'hono/html';
import type { ProgressEvent } from '../lab/ports/seat.ts';
import { renderPlainPage } from './plain-page.ts';

const words: Readonly<Record<ProgressEvent['status'], string>> = {
  waiting: 'waiting',
  running: 'under way',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
};

/** What a visitor sees before the site is built. It asks again by itself until the book is there. */
export function renderBindingPage(steps: readonly ProgressEvent[]) {
  const items = steps.map(
    (step) => html`<li data-status="${step.status}">
        <span>${words[step.status]}</span>
        <span>${step.title}${describe(step)}</span>
      </li>`,
  );
  return renderPlainPage({
    title: 'The book is being bound',
    refreshSeconds: 2,
    body: html`<p>The pages are made on this machine, the first time it starts. This page turns into the book by itself, within a minute or so.</p>
      ${items.length === 0 ? '' : html`<ol aria-label="Steps">${items}</ol>`}`,
  });
}

function describe(step: ProgressEvent) {
  const text = step.error?.message ?? step.detail ?? sizes(step);
  return text === undefined ? '' : html`<small>${text}</small>`;
}

function sizes({ currentBytes, totalBytes }: ProgressEvent): string | undefined {
  if (currentBytes === undefined) return undefined;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  return totalBytes === undefined
    ? megabytes(currentBytes)
    : `${megabytes(currentBytes)} of ${megabytes(totalBytes)}`;
}
