/** The lines of the three texts of a filter: which are lit, and how one moves among them. */
import { find } from '../core/dom.ts';

export interface FilterLines {
  /** Lights what belongs to an instruction, and marks those that ran. */
  showRun(ran: readonly number[], now: number | undefined): void;
  /** The text and the words of an instruction. */
  instruction(pc: number): { readonly text: string; readonly words: string };
}

const textOf = (line: Element, selector: string) => line.querySelector(selector)?.textContent ?? '';

/** `tell` hears the words of the line that is pointed at or chosen. */
export function connectLines(element: HTMLElement, tell: (words: string) => void): FilterLines {
  const lists = [...element.querySelectorAll<HTMLElement>('.dd-filter-panes ol')];
  const lines = [...element.querySelectorAll<HTMLElement>('.dd-filter-panes li')];
  const program = [...find(element, '[data-pane="bpf"]').querySelectorAll<HTMLElement>('li')];
  let chosen: HTMLElement | undefined;

  const light = (of: HTMLElement | undefined) => {
    const { part, call } = of?.dataset ?? {};
    for (const line of lines) {
      const isOne = part !== undefined && line.dataset.part === part;
      // A line about one call lights that call's lines, and those of its rule that are about none or all.
      const isCall = isOne && (line === of || call === undefined || line.dataset.call === call);
      if (isOne) line.dataset.lit = isCall ? 'call' : 'part';
      else delete line.dataset.lit;
    }
    if (of) tell(textOf(of, '.words'));
  };
  const reveal = (line: HTMLElement | undefined) => {
    const list = line?.closest('ol');
    if (!line || !list) return;
    const [top, bottom] = [
      line.offsetTop - list.offsetTop,
      line.offsetTop - list.offsetTop + line.offsetHeight,
    ];
    if (top < list.scrollTop + 24 || bottom > list.scrollTop + list.clientHeight - 24)
      list.scrollTop = top - list.clientHeight / 3;
  };
  /** In each other text, the first line that is lit most is brought into sight. */
  const revealOthers = (of: HTMLElement) => {
    for (const list of lists)
      if (list !== of.closest('ol'))
        reveal(list.querySelector<HTMLElement>('[data-lit="call"]') ?? undefined);
  };
  const choose = (line: HTMLElement | undefined) => {
    if (!line) return;
    chosen?.setAttribute('aria-selected', 'false');
    chosen = line;
    line.setAttribute('aria-selected', 'true');
    const list = line.closest('ol');
    for (const each of lists) each.removeAttribute('aria-activedescendant');
    list?.setAttribute('aria-activedescendant', line.id);
    light(line);
    reveal(line);
    revealOthers(line);
  };
  for (const [index, list] of lists.entries()) {
    const own = [...list.querySelectorAll<HTMLElement>('li')];
    list.role = 'listbox';
    for (const [place, line] of own.entries()) {
      line.role = 'option';
      line.id ||= `${element.id || 'filter'}-${lists.length}-${index}-${place}-${counter}`;
      line.setAttribute('aria-selected', 'false');
    }
    list.addEventListener('keydown', (event) => {
      const at = chosen ? own.indexOf(chosen) : -1;
      const next = nextOf(event.key, at, own.length);
      if (next === undefined) return;
      event.preventDefault();
      choose(own[next]);
    });
    list.addEventListener('focus', () => {
      if (!chosen || !own.includes(chosen)) choose(own.find((line) => line.dataset.lit) ?? own[0]);
    });
    list.addEventListener('pointerover', ({ target }) => {
      const line = target instanceof Element ? target.closest('li') : null;
      if (line) light(line);
    });
    list.addEventListener('pointerleave', () => light(chosen));
    list.addEventListener('click', ({ target }) => {
      choose((target instanceof Element ? target.closest('li') : null) ?? undefined);
    });
  }
  counter += 1;

  return {
    instruction(pc) {
      const line = program[pc];
      return line ? { text: textOf(line, 'code'), words: textOf(line, '.words') } : { text: '', words: '' };
    },
    showRun(ran, now) {
      for (const [pc, line] of program.entries()) {
        line.toggleAttribute('data-ran', ran.includes(pc));
        line.toggleAttribute('data-now', pc === now);
      }
      const line = now === undefined ? undefined : program[now];
      light(line);
      reveal(line);
      if (line) revealOthers(line);
    },
  };
}

/** Filters of one page have lines with names of their own. */
let counter = 0;

/** Up and down by one, by ten, and to the ends; undefined for any other key. */
function nextOf(key: string, at: number, length: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + 10,
    PageUp: at - 10,
    Home: 0,
    End: length - 1,
  };
  const next = steps[key];
  return next === undefined ? undefined : Math.max(0, Math.min(length - 1, next));
}
