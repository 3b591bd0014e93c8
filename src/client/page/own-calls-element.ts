/** Marks in a table of system calls those that a container of the reader's made, once a recorder told them. */
import type { LabId } from '../../lab/lab-id.ts';
import { printedIn } from '../../lab/observation/printed.ts';
import { ignoreAnswered } from '../core/api.ts';
import { find, make, showIf, withCode } from '../core/dom.ts';
import type { BookPage } from './book-page.ts';
import { data } from './element.ts';
import { type OwnCalls, ownCallsOf, pastedCalls, type Recorder } from './own-calls.ts';

export function connectOwnCalls(page: BookPage, element: HTMLElement): void {
  const table = element.closest('.dd-syscalls');
  if (!table) return;
  const recorders: readonly (Recorder & { readonly lab: LabId })[] = JSON.parse(data(element, 'recorders'));
  const said = find(element, '[data-said]');
  const paste = find<HTMLTextAreaElement>(element, 'textarea');
  let told: OwnCalls | undefined;

  const draw = () => {
    const own = pastedCalls(paste.value) ?? told;
    const calls = own && 'calls' in own ? own.calls : undefined;
    const marked = markRows(table, calls);
    offerFilter(table, calls !== undefined);
    const words = !own ? '' : 'fault' in own ? own.fault : `${own.words} ${shownWords(marked)}`;
    showIf(said, own !== undefined);
    said.dataset.fault = String(own !== undefined && 'fault' in own);
    if (said.dataset.words !== words) said.replaceChildren(...withCode(words));
    said.dataset.words = words;
  };
  paste.addEventListener('input', draw);

  for (const lab of new Set(recorders.map((each) => each.lab))) {
    const own = recorders.filter((each) => each.lab === lab);
    const tell = (calls: OwnCalls | undefined) => {
      if (calls === undefined) return;
      told = calls;
      draw();
    };
    const { observation } = page.lab(lab);
    page.connection.reach.listen((now) => {
      if (now !== 'signed-in') return;
      page.connection.api
        .call('printed', { lab })
        .then((printed) => tell(ownCallsOf(own, printed)))
        .catch(ignoreAnswered);
    });
    // A look of a lab that nobody checks asks no recorder, and tells nothing new of it.
    observation.listen((seen) => tell(seen && ownCallsOf(own, printedIn(seen))));
  }
}

/** How many rows were marked of how many. */
function markRows(table: Element, calls: ReadonlyMap<string, number> | undefined) {
  const rows = [...table.querySelectorAll<HTMLElement>('tbody tr')];
  let marked = 0;
  for (const row of rows) {
    const count = calls?.get(data(row, 'call'));
    row.querySelector('.used')?.remove();
    delete row.dataset.used;
    if (count === undefined) continue;
    marked += 1;
    row.dataset.used = String(count);
    find(row, 'th').append(make('span', { class: 'used' }, `yours: ${count.toLocaleString('en-GB')}\u00d7`));
  }
  return { marked, of: rows.length };
}

const shownWords = ({ marked, of }: { readonly marked: number; readonly of: number }) =>
  `${marked === 0 ? 'None' : marked} of the ${of} in this table ${marked === 1 ? 'is' : 'are'} among them.`;

/** Rows can be chosen by it while it is known; a table of a few has no form. */
function offerFilter(table: Element, known: boolean): void {
  const choice = table.querySelector<HTMLSelectElement>('select[name="used"]');
  if (!choice) return;
  choice.disabled = !known;
  if (!known) choice.value = '';
  choice.dispatchEvent(new Event('input', { bubbles: true }));
}
