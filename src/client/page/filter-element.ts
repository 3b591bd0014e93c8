/** A seccomp filter in the prose: lines that belong together light up together, and a call goes through the program. */
import { find, showIf, showText } from '../core/dom.ts';
import { connectLines } from './filter-lines.ts';
import { connectStepper } from './filter-stepper.ts';

export function connect(element: HTMLElement): void {
  const tabs = find(element, '.dd-filter-tabs');
  const buttons = [...tabs.querySelectorAll('button')];
  const show = (pane: string) => {
    element.dataset.shown = pane;
    for (const button of buttons) button.ariaPressed = String(button.value === pane);
  };
  for (const button of buttons) button.addEventListener('click', () => show(button.value));
  const words = find(element, '.dd-filter-words');
  const lines = connectLines(element, (text) => showText(words, text));
  connectStepper(element, lines, () => show('bpf'));
  element.dataset.live = '';
  for (const part of [tabs, words, find(element, '.dd-filter-call')]) showIf(part, true);
}
