/** Compiles a profile of the reader's in the browser, and draws it as the page draws the book's. */
import '../core/without-eval.ts';
import type { Machine } from '../../lab/seccomp/audit-arch.ts';
import { type FilterView, viewFilter } from '../../lab/seccomp/filter-view.ts';
import { markCode } from '../../lab/seccomp/marked-code.ts';
import { usualContainer } from '../../lab/seccomp/usual-container.ts';
import { find, make, withCode } from '../core/dom.ts';

const mostInstructions = 1500;

/** Like `pattern`, a filter that the page was built with; or all that is wrong with the profile. */
export function ownFilter(
  pattern: HTMLElement,
  text: string,
  machine: Machine,
  path: string,
): readonly Node[] {
  const read = viewFilter(text, usualContainer(machine));
  if ('faults' in read) return [faultsView(path, read.faults)];
  const { view } = read;
  if (view.program.length > mostInstructions)
    return [
      make(
        'p',
        { className: 'dd-recorded' },
        `${path} has ${view.program.length} instructions, which are too many to be read here.`,
      ),
    ];
  // Elements begin when they come into a page: until then it is a copy of what was built.
  const copy = document.importNode(pattern, true);
  delete copy.dataset.live;
  copy.dataset.shown = 'json';
  copy.dataset.program = JSON.stringify(view.program.map(({ code, jt, jf, k }) => [code, jt, jf, k]));
  const native = view.plan.architectures[0]?.name ?? '';
  find(copy, '[data-size]').textContent = `Yours, now. ${native}, ${view.program.length} instructions`;
  for (const pane of ['json', 'pfc', 'bpf'] as const)
    find(copy, `[data-pane="${pane}"] ol`).replaceChildren(...linesView(view, pane));
  const list = find(copy, 'datalist');
  list.id = `own-${list.id}`;
  find(copy, '[name="call"]').setAttribute('list', list.id);
  return [copy];
}

function linesView(view: FilterView, pane: 'json' | 'pfc' | 'bpf'): readonly Node[] {
  return view[pane].map(({ text, part, call, words }) => {
    const code = make(
      'code',
      {},
      ...markCode(text, pane).map((piece) =>
        piece.kind === undefined ? piece.text : make('span', { className: piece.kind }, piece.text),
      ),
    );
    const line = make('li', {}, code, make('span', { className: 'words' }, words));
    if (part !== undefined) line.dataset.part = part;
    if (call !== undefined) line.dataset.call = call;
    return line;
  });
}

function faultsView(
  path: string,
  faults: readonly { readonly line: number; readonly column: number; readonly message: string }[],
): Node {
  return make(
    'ul',
    { className: 'dd-filter-faults' },
    ...faults.map(({ line, message }) =>
      make('li', {}, make('code', {}, `${path}:${line}`), ' ', ...withCode(message)),
    ),
  );
}
