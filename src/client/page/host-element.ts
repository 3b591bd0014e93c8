/** My host: what this machine can do, which labs run on it, and how to get the rest. */
import { hrefOf } from '../../lab/lab-id.ts';
import type { HostReport } from '../../lab/wire/host.ts';
import { ApiError } from '../core/api.ts';
import type { Connection } from '../core/connection.ts';
import { find, make, withCode } from '../core/dom.ts';
import { bookHref } from './book-root.ts';
import { fixView, reportView, stepsView } from './report-view.ts';
import { connectSignIns } from './sign-ins.ts';

export function connectHost(connection: Connection, element: HTMLElement): void {
  const { api, reach, engine, lookAtEngine } = connection;
  const drawSignIns = connectSignIns(connection, element);
  const facts = find(element, '[data-facts]');
  const labs = find(element, '[data-labs]');
  const steps = find(element, '[data-steps]');
  reach.listen((now) => {
    element.dataset.show = now;
    if (now === 'signed-in' || now === 'signed-out') void lookAtEngine();
    if (now !== 'signed-in') return;
    const looked = api.call('host').then(
      (report) => {
        facts.replaceChildren(...report.facts.map(factView));
        labs.replaceChildren(...report.labs.map(labView));
        find(element, '[data-lab-list]').hidden = false;
      },
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        facts.replaceChildren(make('div', {}, reportView(error.report)));
      },
    );
    void looked.then(drawSignIns);
  });
  engine.listen((now) => {
    const nodes =
      now?.state === 'preparing' ? [stepsView(now.steps)] : now?.error ? [reportView(now.error)] : [];
    steps.replaceChildren(...nodes);
  });
}

const shapes = { good: 'pass', note: 'skip', missing: 'fail' } as const;
const words = { good: 'there', note: 'worth knowing', missing: 'missing' } as const;

function signal(state: keyof typeof shapes): SVGElement {
  const template = document.createElement('template');
  const shape = shapes[state];
  template.innerHTML = `<svg class="dd-signal" data-status="${shape}" width="16" height="16" role="img" aria-label="${words[state]}"><use href="#dd-${shape}"/></svg>`;
  return find<SVGElement>(template.content, 'svg');
}

function factView(fact: HostReport['facts'][number]): HTMLElement {
  const value = make('dd', {}, make('span', { class: 'dd-host-value' }, fact.value));
  if (fact.detail) value.append(make('p', {}, ...withCode(fact.detail)));
  if (fact.fix) value.append(fixView(fact.fix));
  return make('div', {}, make('dt', {}, signal(fact.state), fact.title), value);
}

function labView({ id, title, runnable }: HostReport['labs'][number]): HTMLElement {
  const where = make('td', {}, runnable.ok ? `on the ${runnable.seat} engine` : runnable.reason);
  if (!runnable.ok) where.append(fixView(runnable.fix));
  else if (runnable.tried) where.append(make('p', {}, `Tried as it starts: ${runnable.tried.join('; ')}.`));
  return make(
    'tr',
    {},
    make('td', {}, signal(runnable.ok && !runnable.tried ? 'good' : 'note')),
    make('th', { scope: 'row' }, make('a', { href: bookHref(hrefOf(id)) }, title)),
    where,
  );
}
