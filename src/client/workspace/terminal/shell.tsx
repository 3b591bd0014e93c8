import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ErrorReport } from '../../../lab/errors.ts';
import { pagePaths, pathTo } from '../../../lab/wire/page-paths.ts';
import { onInsertedLine } from '../../core/inserted-line.ts';
import { signInKey } from '../../core/stored-sign-in.ts';
import { makeLateScreen } from '../../core/terminal/late-screen.ts';
import { judgePaste } from '../../core/terminal/paste-rules.ts';
import type { ShellView } from '../../core/terminal/shell-view.ts';
import { type LinkState, openTerminalLink, type TerminalLink } from '../../core/terminal/terminal-link.ts';
import { guessSize } from '../../core/terminal/terminal-metrics.ts';
import { onThemeChange } from '../../core/theme.ts';
import type { Workspace } from '../workspace-context.ts';
import { useWorkspace } from '../workspace-context.ts';
import { SearchBar } from './search-bar.tsx';

/** One shell: a terminal and its line to the server, together from when it is first shown. */
export function Shell({ name, shown }: { readonly name: string; readonly shown: boolean }) {
  const workspace = useWorkspace();
  const place = useRef<HTMLDivElement>(null);
  const shell = useRef<OpenShell | undefined>(undefined);
  const state = useSignal<LinkState>('connecting');
  const trouble = useSignal<ErrorReport | undefined>(undefined);
  const searching = useSignal(false);
  const found = useSignal({ index: -1, count: 0 });
  const attempt = useSignal(0);

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let gone = false;
    openShell(workspace, name, element, { state, trouble, searching, found }).then(
      (opened) => {
        if (gone) opened[Symbol.dispose]();
        else shell.current = opened;
      },
      (error: unknown) => {
        console.error(error);
        trouble.value = notLoaded;
        state.value = 'refused';
      },
    );
    return () => {
      gone = true;
      shell.current?.[Symbol.dispose]();
      shell.current = undefined;
    };
  }, [name, attempt.value]);
  useEffect(() => {
    if (shown) shell.current?.view.fit();
  }, [shown]);
  useEffect(() => {
    if (workspace.store.line.value === 'open') shell.current?.link.retry();
  }, [workspace.store.line.value]);

  function retry(): void {
    if (shell.current) shell.current.link.retry();
    else attempt.value += 1;
  }

  function endSearch(): void {
    searching.value = false;
    shell.current?.view.endFind();
    shell.current?.view.focus();
  }

  return (
    <div
      class="ws-shell"
      id={`ws-shell-${name}`}
      role="tabpanel"
      aria-label={`Shell ${name}`}
      hidden={!shown}
    >
      {searching.value && (
        <SearchBar
          found={found.value}
          onFind={(text, where) => shell.current?.view.find(text, where)}
          onClose={endSearch}
        />
      )}
      <div class="ws-screen" ref={place} />
      <Notice
        state={state.value}
        trouble={trouble.value}
        isWaking={workspace.store.status.value?.suspension?.state === 'suspended'}
        retry={retry}
      />
    </div>
  );
}

const notLoaded: ErrorReport = {
  code: 'internal',
  title: 'The terminal could not be loaded',
  message: 'That in which shells are drawn could not be loaded from the server.',
  fix: 'Try again; if that does not help, reload the page.',
};

interface NoticeProps {
  readonly state: LinkState;
  readonly trouble: ErrorReport | undefined;
  /** The seat is on its way back. */
  readonly isWaking: boolean;
  readonly retry: () => void;
}

function Notice({ state, trouble, isWaking, retry }: NoticeProps) {
  if (state === 'open') return null;
  if (state === 'connecting')
    return (
      <p class="ws-shell-note" role="status">
        {isWaking ? 'Waking your seat …' : 'Opening the shell …'}
      </p>
    );
  const words = {
    lost: `${trouble?.message ?? 'The line to the shell is down.'} It is tried again by itself.`,
    exited: 'The shell has ended.',
    refused: `${trouble?.message ?? 'The server refused a shell.'} ${trouble?.fix ?? ''}`,
  };
  return (
    <p class="ws-shell-note" role="status">
      {words[state]}{' '}
      <button type="button" class="dd-button" data-kind="quiet" onClick={retry}>
        {state === 'exited' ? 'New shell' : 'Try now'}
      </button>
    </p>
  );
}

interface OpenShell extends Disposable {
  readonly view: ShellView;
  readonly link: TerminalLink;
}

interface ShellSignals {
  readonly state: { value: LinkState };
  readonly trouble: { value: ErrorReport | undefined };
  readonly searching: { value: boolean };
  readonly found: { value: { index: number; count: number } };
}

/** The line to the shell ends where it cannot be drawn. */
async function openShell(
  workspace: Workspace,
  name: string,
  element: HTMLElement,
  signals: ShellSignals,
): Promise<OpenShell> {
  const { store, terminals, preferences, ask } = workspace;
  // The shell is asked for while that is loaded in which it is drawn.
  const screen = makeLateScreen();
  const link = openTerminalLink({
    url: `${location.origin.replace(/^http/, 'ws')}${pathTo(pagePaths.terminal, { lab: store.lab, name })}`,
    size: () => screen.view?.size ?? guessSize(element),
    key: () => signInKey(workspace.person),
    onState: (next) => {
      signals.state.value = next;
      if (next === 'open') signals.trouble.value = undefined;
    },
    onReady: () => screen.draw((view) => view.clear()),
    onBytes: (bytes, done) => screen.draw((view) => view.write(bytes, done)),
    onExit: (code) =>
      screen.draw((view) => view.note(`The shell ended with ${code}. Enter opens a new one.`)),
    onTrouble: (error) => {
      signals.trouble.value = error;
    },
  });

  async function paste(raw: string): Promise<void> {
    const verdict = judgePaste(raw);
    if (verdict.kind === 'nothing') return;
    if (verdict.kind === 'show') {
      const yes = await ask.confirm({
        title: `Paste ${verdict.lines} lines?`,
        text: 'A shell may run them at once.',
        quote: verdict.text,
        yes: 'Paste',
      });
      if (!yes) return;
    }
    screen.draw((view) => {
      view.paste(verdict.text);
      view.focus();
    });
  }

  async function mayFollow(url: string): Promise<boolean> {
    const question = {
      title: 'Open this link?',
      text: 'A program in the terminal made it; its text may say something else.',
    };
    return ask.confirm({ ...question, quote: url, yes: 'Open' });
  }

  let view: ShellView;
  try {
    const { openLink, openShellView } = await import('../../core/terminal/shell-view.ts');
    view = await openShellView(element, {
      screenReader: preferences.screenReader.value,
      label: `Terminal, shell ${name}`,
      describedBy: 'ws-leave-hint',
      onType(text) {
        if (signals.state.value === 'open') link.type(text);
        else if (text === '\r') link.retry();
      },
      onPaste: (text) => void paste(text),
      onResize: (size) => link.resize(size),
      onLeave: () => workspace.leave('terminal'),
      onSearch: () => {
        signals.searching.value = true;
      },
      onHiddenLink: (url) => void mayFollow(url).then((may) => may && openLink(url)),
      onFound: (found) => {
        signals.found.value = found;
      },
    });
  } catch (error) {
    link[Symbol.dispose]();
    throw error;
  }
  link.resize(view.size);
  screen.show(view);
  const unregister = terminals.register(name, () => view.focus());
  const forgetLines = onInsertedLine((line) => {
    if (terminals.current.value !== name || signals.state.value !== 'open') return false;
    view.paste(line);
    view.focus();
    return true;
  });
  const forgetTheme = onThemeChange(() => view.restyle());
  const forgetMode = preferences.screenReader.subscribe((on) => view.setScreenReader(on));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => view.fit(), 60);
  });
  observer.observe(element);
  return {
    view,
    link,
    [Symbol.dispose]() {
      clearTimeout(timer);
      observer.disconnect();
      unregister();
      forgetLines();
      forgetTheme();
      forgetMode();
      link[Symbol.dispose]();
      view[Symbol.dispose]();
    },
  };
}
