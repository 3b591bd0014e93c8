/** A statement in the prose: finds rows in it, and shows the reader's own documents in its place. */
import { find, showIf, showText } from '../core/dom.ts';

export function connect(element: HTMLElement): void {
  const form = find<HTMLFormElement>(element, 'form');
  const region = find(element, '.dd-statement-rows');
  const count = find(form, '[data-count]');
  const show = () => {
    const read = new FormData(form);
    const words = String(read.get('words') ?? '')
      .toLowerCase()
      .split(/\s+/)
      .filter(Boolean);
    const differs = read.get('change') === 'differs';
    let shown = 0;
    for (const row of region.querySelectorAll<HTMLElement>('tbody tr')) {
      const text = row.textContent.toLowerCase();
      const isThere =
        words.every((word) => text.includes(word)) && (!differs || row.dataset.change !== 'same');
      row.hidden = !isThere;
      if (isThere) shown += 1;
    }
    showText(count, shown === 1 ? '1 row' : `${shown} rows`);
  };
  const open = async (files: readonly File[]) => {
    const { statementTable, viewFiles } = await import('./own-statements.ts');
    const view = await viewFiles(files);
    if ('fault' in view) return showText(count, view.fault);
    find(element, '[data-counts]').textContent = `Yours. ${view.title}`;
    showIf(find(form, '[data-of="packages"]'), view.kind === 'packages');
    region.replaceChildren(statementTable(view));
    show();
  };
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement && target.files) {
      if (target.files.length > 0) void open([...target.files]);
    } else show();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
  show();
}
