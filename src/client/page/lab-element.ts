/** The card where a lab begins: what can be done now, and what is going on. */
import type { LabId } from '../../lab/lab-id.ts';
import type { ServiceView } from '../../lab/wire/labs.ts';
import type { Reach } from '../core/connection.ts';
import { find, focusOn, make, rest, showIf, showText } from '../core/dom.ts';
import { cannotRunHere, engineIsPrepared, jobWords } from '../core/job-words.ts';
import { isLive, type LabState } from '../core/lab-model.ts';
import { countLights } from '../core/lights.ts';
import { oncePerFrame } from '../core/once-per-frame.ts';
import { downWords, isDown } from '../core/service-words.ts';
import { whenIdle } from '../core/when-idle.ts';
import type { BookPage } from './book-page.ts';
import { showResult } from './check-line.ts';
import { labOf } from './element.ts';
import { near } from './on-need.ts';
import { showOwnValues } from './own-values.ts';
import { fixView, reportView, stepsView } from './report-view.ts';

export function connectLab(page: BookPage, card: HTMLElement): void {
  const id = labOf(card);
  const model = page.lab(id);
  const { reach, engine } = page.connection;
  const button = (name: string) => find<HTMLButtonElement>(card, `[data-do="${name}"]`);
  const [open, check, cancel, stop] = [button('open'), button('check'), button('cancel'), button('stop')];
  const phase = find(card, '.dd-lab-phase');
  const panel = (name: string) => find(card, `[data-when="${name}"]`);

  open.addEventListener('click', () => {
    if (open.ariaDisabled === 'true') return;
    const asked = isLive(model.state.value) ? Promise.resolve() : model.begin('start');
    void page.dock.open(id, asked);
  });
  for (const name of ['pointerenter', 'focus'])
    open.addEventListener(name, () => page.dock.prepare(), { once: true });
  let isNear = false;
  let isPrepared = false;
  /** Who has come to the card may press its button next: what that takes is loaded while nothing else is to be done. */
  const prepare = () => {
    if (!isNear || open.disabled || isPrepared) return;
    isPrepared = true;
    whenIdle(() => page.dock.prepare());
  };
  void near(card).then(() => {
    isNear = true;
    prepare();
  });
  check.addEventListener('click', () => {
    if (check.ariaDisabled !== 'true') void model.check();
  });
  cancel.addEventListener('click', () => void model.cancel());
  stop.addEventListener('click', () => void model.begin('stop'));

  const draw = () => {
    const had = document.activeElement;
    const state = model.state.value;
    const isInWorkspace = showsWorkspace(page.dock, id);
    const show = shown(state, reach.value, engine.value?.state, isInWorkspace);
    card.dataset.show = show;
    if (show === 'steps') {
      const steps = state.status?.job?.steps ?? engine.value?.steps ?? [];
      const heading = make(
        'p',
        {},
        state.status?.job ? `${jobWords[state.status.job.kind]}.` : `${engineIsPrepared} You can read on.`,
      );
      panel('steps').replaceChildren(heading, stepsView(steps));
    }
    if (show === 'report') panel('report').replaceChildren(...troubles(state, engine.value?.error));

    const live = isLive(state);
    const signedIn = reach.value === 'signed-in';
    const busy = state.asked !== undefined || state.status?.job !== undefined;
    const runnable = state.view?.runnable?.ok !== false && engine.value?.state === 'ready';
    open.textContent = live ? 'Open the workspace' : state.status?.run ? 'Start again' : 'Start lab';
    open.disabled = !(signedIn && (live || runnable));
    prepare();
    rest(open, !live && busy);
    showIf(check, live && signedIn);
    rest(check, busy);
    showIf(cancel, state.status?.job !== undefined);
    showIf(stop, live && signedIn);
    stop.disabled = busy;
    showText(phase, phaseWords(state, isInWorkspace));
    if (had instanceof HTMLElement && card.contains(had) && had.hidden)
      open.disabled ? focusOn(phase) : open.focus();

    showOwnValues(card, state);
    const standIns = state.status?.standIns ?? [];
    const note = find(card, '[data-standins]');
    showIf(note, standIns.length > 0);
    note.replaceChildren(
      ...standIns.map(({ image, reason }) => make('p', {}, make('b', {}, `Stand-in for ${image}. `), reason)),
    );
    for (const result of state.report?.results ?? []) {
      const line = result.guard ? card.querySelector(`[data-check="${result.id}"]`) : null;
      if (line) showResult(line, result, state.recorded !== undefined);
    }
  };
  draw();
  const drawSoon = oncePerFrame(draw);
  for (const cell of [model.state, reach, engine]) cell.listen(drawSoon);
  page.dock.onChange(drawSoon);
}

/** Its workspace shows the steps of a job: a list in the card as well would only move the text below it. */
const showsWorkspace = ({ lab, state }: BookPage['dock'], id: LabId): boolean =>
  lab === id && (state === 'open' || state === 'full');

type Show = 'idle' | 'reading' | 'signed-out' | 'ended' | 'lost' | 'steps' | 'report';

function shown(
  state: LabState,
  reach: Reach,
  engine: 'preparing' | 'ready' | 'absent' | undefined,
  isInWorkspace: boolean,
): Show {
  if (reach === 'lost' || (state.line === 'lost' && reach === 'signed-in')) return 'lost';
  if (reach === 'reading' || reach === 'signed-out' || reach === 'ended') return reach;
  if (state.status?.job) return isInWorkspace ? 'idle' : 'steps';
  if (state.error || state.status?.error || engine === 'absent' || state.view?.runnable?.ok === false)
    return 'report';
  if (fallen(state).length > 0) return 'report';
  return engine === 'preparing' ? 'steps' : 'idle';
}

/** Services of a running lab that are not there. */
function fallen({ status }: LabState): readonly ServiceView[] {
  if (status?.phase !== 'running') return [];
  return status.services.filter(isDown);
}

function troubles(state: LabState, engineError: LabState['error']): Node[] {
  const error = state.error ?? state.status?.error;
  if (error) return [reportView(error)];
  if (engineError) return [reportView(engineError)];
  const runnable = state.view?.runnable;
  if (runnable?.ok === false) {
    return [make('p', {}, `${cannotRunHere} ${runnable.reason}`), fixView(runnable.fix)];
  }
  return fallen(state).map((service) => {
    const { logTail } = service;
    const view = make('div', { class: 'dd-report', role: 'alert' });
    view.append(
      make('p', { class: 'dd-report-title' }, `The service ${service.service} ${downWords(service)}`),
    );
    if (logTail)
      view.append(make('p', {}, 'Its last lines:'), make('pre', { class: 'dd-log', tabindex: '0' }, logTail));
    return view;
  });
}

function phaseWords({ status, asked, report }: LabState, isInWorkspace: boolean): string {
  if (asked === 'check') return 'Checking …';
  if (status?.job && isInWorkspace) return `${jobWords[status.job.kind]} …`;
  if (!status?.run) return '';
  switch (status.phase) {
    case 'running': {
      const where = `Running on the ${status.run.seat.kind} engine ${status.run.seat.engineVersion}`;
      const held = report ? `, checks: ${countLights(report.results).text}` : '';
      return `${where}${held}.${status.unapplied ? ' Files were saved since the last Run.' : ''}`;
    }
    case 'stopped':
      return 'Stopped. Your files are kept.';
    case 'failed':
      return 'The last step failed. Your files are kept.';
    default:
      return '';
  }
}
