/** Finds rows in the table of system calls: by words, by what Docker's default does, by architecture, by the reader’s own use. */
import { find, showText } from '../core/dom.ts';

export function connect(element: HTMLElement): void {
  const form = element.querySelector('form');
  if (!form) return;
  const rows = [...element.querySelectorAll<HTMLElement>('tbody tr')].map((row) => ({
    row,
    words: row.textContent.toLowerCase().replaceAll(/\s+/g, ' '),
  }));
  const count = find(form, '[data-count]');
  const show = () => {
    const read = new FormData(form);
    const text = (name: string) => String(read.get(name) ?? '');
    const wanted = text('words').toLowerCase().split(/\s+/).filter(Boolean);
    const [door, machine, used] = [text('door'), text('machine'), text('used')];
    let shown = 0;
    for (const { row, words } of rows) {
      const { openedBy = '', machines = '' } = row.dataset;
      const isThere =
        wanted.every((word) => words.includes(word)) &&
        (door === '' ||
          row.dataset.door === door ||
          openedBy.split('|').includes(door.replace(/^with /, ''))) &&
        (used === '' || (row.dataset.used !== undefined) === (used === 'yes')) &&
        (machine === '' || machines.split(' ').includes(machine));
      row.hidden = !isThere;
      if (isThere) shown += 1;
    }
    showText(count, shown === 1 ? '1 system call' : `${shown} system calls`);
  };
  form.addEventListener('input', show);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
  // What the browser filled in again after a reload counts.
  show();
}
