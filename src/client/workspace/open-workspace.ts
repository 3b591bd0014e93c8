import { computed, effect, signal, untracked } from '@preact/signals';
import { laterByTimer } from '../../lab/general/later-by-timer.ts';
import type { SolutionFile } from '../../lab/wire/labs.ts';
import { ignoreAnswered } from '../core/api.ts';
import { announce } from '../core/dom.ts';
import { personalKey } from '../core/local-storage.ts';
import type { GotoDetail, RevealDetail, WorkspaceHost } from '../core/workspace-host.ts';
import { makeAssignedWork } from './assigned/assigned-work.ts';
import { makeDraftStore } from './files/draft-store.ts';
import type { EditorView } from './files/editor/editor-view.ts';
import { findPlacedFile, locatePlace } from './files/error-place.ts';
import { type FileStore, makeFileStore } from './files/file-store.ts';
import { makeAsker } from './frame/asker.ts';
import { makeLabServer } from './lab-server.ts';
import type { Panel } from './layout/arrangement.ts';
import { makeLayoutStore } from './layout/layout-store.ts';
import { makePreferences } from './preferences.ts';
import { makeWorkspaceStore, type WorkspaceStore } from './store.ts';
import { type FirstShell, makeFirstShell } from './terminal/first-shell.ts';
import { makeTerminalTabs } from './terminal/terminal-tabs.ts';
import type { Workspace } from './workspace-context.ts';

export interface OpenedWorkspace extends Disposable {
  readonly workspace: Workspace;
}

/** Wires what the workspace knows and does: stores, the page's events, and moving about in it. */
export function openWorkspace(element: HTMLElement, host: WorkspaceHost): OpenedWorkspace {
  const { model, connection, dock, takeShell } = host;
  const lab = model.id;
  const server = makeLabServer(connection.api, lab);
  const files = makeFileStore({
    server,
    drafts: makeDraftStore(personalKey(connection.person, `drafts:${lab}`), storageOf()),
    later: laterByTimer,
    now: () => new Date(),
    say: (text) => store.say(text),
  });
  const store = makeWorkspaceStore({
    model,
    engine: connection.engine,
    server,
    beforeRun: () => files.saveAll(),
    onFiles: (paths) => void files.changed(paths),
  });
  const firstShell = makeFirstShell(store, takeShell !== undefined);
  const assigned = makeAssignedWork({
    api: connection.api,
    lab,
    line: computed(() => (firstShell.goesFirst.value ? undefined : store.line.value)),
  });
  const layout = makeLayoutStore(element);
  const terminals = makeTerminalTabs(personalKey(connection.person, `terminals:${lab}`), (name) => {
    // Where nobody answers, the shell ends with the lab.
    server.endShell(name).catch(ignoreAnswered);
  });
  const ask = makeAsker();
  const editor = signal<EditorView | undefined>(undefined);
  const solution = signal<readonly SolutionFile[] | undefined>(undefined);
  let pending: { path: string; line: number; column: number } | undefined;
  /** What has the focus while the editor is on its way; the editor takes it over unless the reader went on. */
  let inPlaceOfEditor: Element | undefined;

  const workspace: Workspace = {
    person: connection.person,
    api: connection.api,
    store,
    assigned,
    files,
    layout,
    terminals,
    takeShell,
    firstShell,
    preferences: makePreferences(),
    dock,
    ask,
    editor,
    solution,
    show(panel) {
      layout.look(panel);
      afterDrawing(() => {
        inPlaceOfEditor = focusPanel(workspace, panel);
      });
    },
    leave(panel) {
      const stop = document.getElementById(`ws-tab-${panel}`);
      stop?.focus();
    },
    async openFile(path, at) {
      solution.value = undefined;
      layout.look('files');
      if (!(await files.open(path))) return;
      pending = at === undefined ? undefined : { path, ...at };
      revealPending();
    },
    async openPlace(place) {
      const path = findPlacedFile(
        place,
        files.entries.value.map((entry) => entry.path),
      );
      if (path === undefined) return;
      await workspace.openFile(path);
      const text = files.documents.value.get(path)?.text ?? '';
      pending = { path, ...locatePlace(place, text) };
      revealPending();
    },
    showCheck(id) {
      layout.look('checks');
      afterDrawing(() => {
        const row = document.getElementById(`ws-check-${id}`);
        row?.scrollIntoView({ block: 'nearest' });
        row?.focus({ preventScroll: true });
      });
    },
    async showSolution() {
      const hints = hintsLeft(store);
      const text = `${hints === 1 ? 'One hint is' : `${hints} hints are`} still folded. Looking changes nothing of yours.`;
      if (hints > 0 && !(await ask.confirm({ title: 'Show the solution?', text, yes: 'Show' }))) return;
      const found = await store.askSolution();
      if (found === undefined) return;
      for (const file of found)
        if (files.entries.value.some(({ path }) => path === file.path)) await files.open(file.path);
      solution.value = found;
      layout.look('files');
    },
    goto: (detail: GotoDetail) => document.dispatchEvent(new CustomEvent('drydock:goto', { detail })),
  };

  function revealPending(): void {
    const view = editor.value;
    if (view === undefined || pending === undefined) return;
    const { path, line, column } = pending;
    pending = undefined;
    view.sync(files.documents.value);
    view.show(path);
    view.reveal(path, line, column);
    view.focus();
  }

  function focusInstead(view: EditorView): void {
    const focused = document.activeElement ?? document.body;
    const isStill = inPlaceOfEditor !== undefined && [inPlaceOfEditor, document.body].includes(focused);
    inPlaceOfEditor = undefined;
    if (!isStill) return;
    // An editor without a file takes no focus.
    view.sync(files.documents.value);
    view.show(files.current.value);
    view.focus();
  }

  const onReveal = (event: Event) => {
    const detail = (event as CustomEvent<RevealDetail>).detail;
    if (detail.lab !== lab) return;
    if (detail.check !== undefined) workspace.showCheck(detail.check);
    else if (detail.path !== undefined) {
      const at = detail.line === undefined ? undefined : { line: detail.line, column: 1 };
      void workspace.openFile(detail.path, at);
    } else workspace.show(detail.panel);
  };
  document.addEventListener('drydock:reveal', onReveal);
  const stops = [
    effect(() => {
      const view = editor.value;
      if (view === undefined) return;
      untracked(() => {
        revealPending();
        focusInstead(view);
      });
    }),
    effect(() => {
      if (store.said.value !== '') announce(store.said.value);
    }),
    flushWhenBack(store, files, firstShell),
    saveWhenLeaving(files),
    () => document.removeEventListener('drydock:reveal', onReveal),
    effect(() => {
      // How the engine does now, where nobody has listened for a while.
      if (!firstShell.goesFirst.value) untracked(() => void connection.lookAtEngine());
    }),
  ];

  return {
    workspace,
    [Symbol.dispose]() {
      for (const stop of stops) stop();
      for (const part of [firstShell, assigned, files, store, layout]) part[Symbol.dispose]();
    },
  };
}

/** Returns what has the focus now where that is not the panel's editor because it is not drawn yet. */
function focusPanel(workspace: Workspace, panel: Panel): Element | undefined {
  const editor = workspace.editor.value;
  if (panel === 'terminal') workspace.terminals.focus();
  else if (panel === 'files' && editor !== undefined) editor.focus();
  else {
    document
      .querySelector<HTMLElement>(`#ws-panel-${panel} .ws-scroll, #ws-panel-${panel} [tabindex="0"]`)
      ?.focus();
    if (panel === 'files') return document.activeElement ?? undefined;
  }
  return undefined;
}

/** When the lab has begun, and whenever the server is there again, files are listed and what was kept here goes out. */
function flushWhenBack(store: WorkspaceStore, files: FileStore, { goesFirst }: FirstShell): () => void {
  const ready = computed(() =>
    !goesFirst.value && store.line.value === 'open' ? store.status.value?.run?.id : undefined,
  );
  return effect(() => {
    if (ready.value !== undefined) untracked(() => void files.flush());
  });
}

/** A page that is hidden may never be seen again. */
function saveWhenLeaving(files: FileStore): () => void {
  const onHide = () => {
    if (document.visibilityState === 'visible') return;
    for (const path of files.documents.value.keys()) void files.save(path);
  };
  document.addEventListener('visibilitychange', onHide);
  return () => document.removeEventListener('visibilitychange', onHide);
}

function hintsLeft(store: WorkspaceStore): number {
  const view = store.view.value;
  const open = store.status.value?.hints ?? {};
  return (view?.tasks ?? []).reduce(
    (left, task) => left + Math.max(0, task.hints - (open[task.id]?.length ?? 0)),
    0,
  );
}

function afterDrawing(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run));
}

/** Undefined where the browser keeps nothing: a private window, a setting. */
function storageOf(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
