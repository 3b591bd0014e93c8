/** Where the workspace stands in the page: the states of the layout, the split, and loading it on first use. */
import type { LabId } from '../../lab/lab-id.ts';
import type { Connection } from '../core/connection.ts';
import { find, make, showIf } from '../core/dom.ts';
import { isLive, type LabModel } from '../core/lab-model.ts';
import { nextTask } from '../core/next-task.ts';
import { makePart } from '../core/part.ts';
import type * as AskedShell from '../core/terminal/asked-shell.ts';
import { type EarlyShell, mainTerminal, makeEarlyShell } from '../core/terminal/early-shell.ts';
import { guessRoom } from '../core/terminal/terminal-metrics.ts';
import type {
  DockControl,
  DockState,
  MountWorkspace,
  PrepareWorkspace,
  RevealDetail,
} from '../core/workspace-host.ts';
import type { Split } from './split.ts';

const workspaceCode = makePart(() => import('../workspace/main.ts'));
const askingCode = makePart(() => import('../core/terminal/asked-shell.ts'));

export interface Dock extends DockControl {
  readonly lab: LabId | undefined;
  /**
   * Opens the workspace of a lab, or brings it back from being folded. Resolves once it is mounted. Once `asked` has
   * resolved, as where the reader has had it started, its first shell is asked for, though there is no place for it yet.
   */
  open(lab: LabId, asked?: Promise<void>): Promise<void>;
  /** Loads what opening takes, for a reader who is about to. What fails is loaded again when it is opened. */
  prepare(): void;
  reveal(detail: RevealDetail): Promise<void>;
}

export function makeDock(element: HTMLElement, connection: Connection, labs: (id: LabId) => LabModel): Dock {
  const root = document.documentElement;
  const listeners = new Set<(state: DockState) => void>();
  const handle = make('div', {
    class: 'dd-splitter',
    role: 'separator',
    tabindex: '0',
    'aria-label': 'Size of the workspace',
  });
  element.append(handle);
  let split: Promise<Split | undefined> | undefined;
  /** Once, before the first workspace is shown. Where it cannot be loaded, the workspace says so itself. */
  const connectSplit = () => {
    split ??= import('./split.ts').then(
      ({ makeSplit }) => makeSplit(handle, matchMedia('(min-width: 64rem)'), holdingPlace),
      () => {
        split = undefined;
        return undefined;
      },
    );
    return split;
  };

  let state: DockState = 'closed';
  let lab: LabId | undefined;
  let mounted: Promise<Disposable> | undefined;
  let place: HTMLElement | undefined;
  let early: EarlyShell | undefined;

  const unmount = () => {
    early?.[Symbol.dispose]();
    early = undefined;
    void mounted?.then((workspace) => workspace[Symbol.dispose]()).catch(() => undefined);
    mounted = undefined;
    place?.remove();
    place = undefined;
    lab = undefined;
  };

  const set = (next: DockState) => {
    if (next === state) return;
    state = next;
    holdingPlace(() => {
      root.dataset.workspace = next;
      showIf(element, next !== 'closed');
    });
    find(document, '.dd-main').inert = next === 'full';
    for (const link of document.querySelectorAll<HTMLElement>('[data-skip-workspace]')) {
      showIf(link, next !== 'closed');
    }
    const of = lab;
    if (next === 'closed') unmount();
    for (const listener of listeners) listener(next);
    document.dispatchEvent(new CustomEvent('drydock:workspace', { detail: { state: next, lab: of } }));
  };

  const control: DockControl = {
    get state() {
      return state;
    },
    set,
    widen: (pixels) => void split?.then((made) => made?.widen(pixels)),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  const mount = async (wanted: LabId, into: HTMLElement): Promise<Disposable> => {
    const shell = early;
    const { mountWorkspace }: { mountWorkspace: MountWorkspace } = await workspaceCode.load();
    // What opened is shown first: what it shows takes a while.
    await nextTask();
    into.replaceChildren();
    return mountWorkspace(into, {
      model: labs(wanted),
      connection,
      dock: control,
      ...(shell && { takeShell: () => shell.take() }),
    });
  };

  /** The first shell of the lab, for a place of this size. It is let go of where the lab neither runs nor begins to. */
  const askEarly = (wanted: LabId, into: HTMLElement, asked: Promise<void>): EarlyShell => {
    const { state: lives } = labs(wanted);
    const isComing = () => isLive(lives.value) || lives.value.status?.job?.kind === 'start';
    const room = guessRoom(into);
    const { person } = connection;
    const askBy =
      ({ askForShell }: typeof AskedShell) =>
      () =>
        askForShell({ lab: wanted, name: mainTerminal, person, room, awaitsStart: true });
    const { now } = askingCode;
    return makeEarlyShell(asked.then(isComing), now ? askBy(now) : askingCode.load().then(askBy));
  };

  const prepareWorkspace: PrepareWorkspace = async (how) =>
    (await workspaceCode.load()).prepareWorkspace(how);
  const load = (isAhead: boolean) =>
    void Promise.allSettled([connectSplit(), askingCode.load(), prepareWorkspace({ isAhead })]);

  const open = async (wanted: LabId, asked?: Promise<void>): Promise<void> => {
    if (lab !== wanted) {
      unmount();
      lab = wanted;
      root.dataset.workspaceLab = wanted;
      place = make(
        'div',
        { class: 'dd-workspace' },
        make('p', { class: 'dd-opening' }, 'Opening the workspace …'),
      );
      element.append(place);
      // Whoever shows what the workspace does not has to know that it shows another lab.
      if (state !== 'closed') for (const listener of listeners) listener(state);
    }
    // Whoever comes by a key or a finger has not rested on the button: all is fetched at once, not each after the other.
    load(false);
    await connectSplit();
    // Another was opened meanwhile.
    if (lab !== wanted) return;
    if (state === 'closed' || state === 'folded') set('open');
    const into = place;
    if (into === undefined) return;
    if (mounted === undefined && asked !== undefined) early = askEarly(wanted, into, asked);
    mounted ??= mount(wanted, into);
    try {
      await mounted;
    } catch (cause) {
      mounted = undefined;
      into.replaceChildren(
        failure(
          () => void open(wanted),
          () => set('closed'),
        ),
      );
      console.error(cause);
    }
  };

  return {
    ...control,
    get state() {
      return state;
    },
    get lab() {
      return lab;
    },
    open,
    prepare: () => load(true),
    async reveal(detail) {
      await open(detail.lab);
      document.dispatchEvent(new CustomEvent('drydock:reveal', { detail }));
    },
  };
}

function failure(again: () => void, close: () => void): HTMLElement {
  const retry = make('button', { class: 'dd-button', type: 'button' }, 'Try again');
  const leave = make('button', { class: 'dd-button', 'data-kind': 'quiet', type: 'button' }, 'Close');
  retry.addEventListener('click', again);
  leave.addEventListener('click', close);
  return make(
    'div',
    { class: 'dd-opening', role: 'alert' },
    make('p', {}, 'The workspace could not be loaded from the server.'),
    make('p', {}, retry, ' ', leave),
  );
}

/** Runs a change of layout and keeps the line that is being read where it was on the screen. */
function holdingPlace(change: () => void): void {
  const top = find(document, '.dd-top').getBoundingClientRect().bottom;
  const blocks = document.querySelectorAll('.sl-markdown-content > *');
  const anchor = [...blocks].find((block) => block.getBoundingClientRect().bottom > top + 8);
  const before = anchor?.getBoundingClientRect().top ?? 0;
  change();
  const after = anchor?.getBoundingClientRect().top ?? 0;
  if (after !== before) scrollBy({ top: after - before, behavior: 'instant' });
}
