/** One check where it stands in the page: its shape, and what was seen when it does not hold. */
import type { CheckResult } from '../../lab/checks/result.ts';
import { statusWords } from '../core/check-words.ts';
import { announce, find, focusOn, make, showIf, withCode } from '../core/dom.ts';

/**
 * Shows a result in a `[data-check]` line. Says aloud what changed, unless it is the first to be shown.
 * What was seen is told at once where the reader asked for it (`asked`), or where it was otherwise before;
 * else behind a button, so that a lab that has just begun does not greet with a page of failures.
 */
export function showResult(line: Element, result: CheckResult, asked: boolean): void {
  const signal = find<SVGElement>(line, '.dd-signal');
  // As it stands here: with the reader's own values.
  const title = find(line, '.dd-check-title').textContent;
  const before = signal.dataset.status;
  const verdict = find(line, '.dd-verdict');
  if (before !== result.status) {
    signal.dataset.status = result.status;
    signal.setAttribute('aria-label', statusWords[result.status]);
    find(signal, 'use').setAttribute('href', `#dd-${result.status}`);
    if (before !== 'none') announce(`${title}: ${statusWords[result.status]}.`);
    if (before === 'pass') verdict.dataset.open = '';
  }
  if (asked) verdict.dataset.open = '';
  const open = verdict.dataset.open !== undefined;
  const said = `${open} ${result.status} ${result.message}`;
  if (verdict.dataset.said === said) return;
  verdict.dataset.said = said;
  showIf(verdict, result.status !== 'pass');
  if (result.status === 'pass') verdict.replaceChildren();
  else if (open) verdict.replaceChildren(...verdictOf(result, title));
  else {
    verdict.replaceChildren(
      tellMore(title, () => {
        showResult(line, result, true);
        focusOn(verdict);
      }),
    );
  }
}

function tellMore(title: string, tell: () => void): HTMLElement {
  const name = `What was seen: ${title}`;
  const button = make('button', { class: 'dd-tell', type: 'button', 'aria-label': name }, 'What was seen');
  button.addEventListener('click', tell);
  return button;
}

function verdictOf(result: CheckResult, title: string): Node[] {
  const nodes: Node[] = [make('p', {}, ...withCode(result.message))];
  if (result.status === 'fail') {
    const pair = (name: string, value: string) =>
      make('div', {}, make('dt', {}, name), make('dd', {}, value || '(nothing)'));
    nodes.push(
      make('dl', { class: 'dd-seen' }, pair('observed', result.observed), pair('expected', result.expected)),
    );
    if (result.why) nodes.push(make('p', { class: 'dd-why' }, ...withCode(result.why)));
  }
  if (result.readMore) {
    const about = make('span', { class: 'sr-only' }, `: ${title}`);
    nodes.push(make('p', {}, make('a', { href: result.readMore }, 'Where this is explained', about)));
  }
  return nodes;
}
