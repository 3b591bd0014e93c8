/** A task in the prose: its checks light up by themselves, hints open one by one and are remembered. */

import { ignoreAnswered } from '../core/api.ts';
import { announce, find, rest, showIf } from '../core/dom.ts';
import { isLive } from '../core/lab-model.ts';
import { isLabDone } from '../core/task-groups.ts';
import type { BookPage } from './book-page.ts';
import { showResult } from './check-line.ts';
import { data, labOf } from './element.ts';
import { showOwnValues } from './own-values.ts';

export function connectTask(page: BookPage, element: HTMLElement): void {
  const id = data(element, 'task');
  const model = page.lab(labOf(element));
  const check = find<HTMLButtonElement>(element, '[data-do="check"]');
  check.addEventListener('click', () => {
    if (check.ariaDisabled !== 'true') void model.check();
  });

  const hints = [...element.querySelectorAll<HTMLDetailsElement>('.dd-hint')];
  let opened = 0;
  hints.forEach((hint, index) => {
    hint.addEventListener('toggle', () => {
      if (!hint.open) return;
      const following = hints[index + 1];
      if (following) showIf(following, true);
      if (index < opened) return;
      opened = index + 1;
      if (page.connection.reach.value === 'signed-in') void model.openHint(id).catch(ignoreAnswered);
    });
  });

  let wasDone: boolean | undefined;
  model.state.listen((state) => {
    showIf(check, isLive(state) && element.querySelector('[data-check]') !== null);
    rest(check, state.asked === 'check');
    for (const result of state.report?.results ?? []) {
      const line = result.guard ? null : element.querySelector(`[data-check="${result.id}"]`);
      if (line) showResult(line, result, state.recorded !== undefined);
    }
    if (!state.status) return;
    showOwnValues(element, state);
    opened = Math.max(opened, state.status.hints[id]?.length ?? 0);
    for (const hint of hints.slice(0, opened + 1)) showIf(hint, true);

    const done = state.status.done[id] !== undefined;
    element.toggleAttribute('data-done', done);
    showIf(find(element, '.dd-task-done'), done);
    if (done) page.progress.taskDone(model.id, id, state.view?.tasks.length ?? 0);
    if (done && wasDone === false)
      announce(`${find(element, '.dd-task-title').textContent?.trim() ?? ''}: done.`);
    wasDone = done;
  });
}

/** What to keep and where to go on, once every task is done. */
export function connectLabDone(page: BookPage, element: HTMLElement): void {
  page.lab(labOf(element)).state.listen(({ view, status }) => {
    if (view && status) showIf(element, isLabDone(view, status));
  });
}
