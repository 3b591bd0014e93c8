import type { ErrorReport } from '../../../lab/errors.ts';
import { onInsertedLine } from '../../core/inserted-line.ts';
import { openLink } from '../../core/open-link.ts';
import { askForShell } from '../../core/terminal/asked-shell.ts';
import { mainTerminal } from '../../core/terminal/early-shell.ts';
import { judgePaste } from '../../core/terminal/paste-rules.ts';
import { shellDrawing } from '../../core/terminal/shell-drawing.ts';
import type { ShellView } from '../../core/terminal/shell-view.ts';
import type { LinkState, TerminalLink } from '../../core/terminal/terminal-link.ts';
import { onThemeChange } from '../../core/theme.ts';
import type { Workspace } from '../workspace-context.ts';

/** A shell as it is drawn, with its line to the server. */
export interface OpenShell extends Disposable {
  readonly view: ShellView;
  readonly link: TerminalLink;
}

/** What is shown of a shell beside its screen. */
interface ShellSignals {
  readonly state: { value: LinkState };
  readonly trouble: { value: ErrorReport | undefined };
  readonly searching: { value: boolean };
  readonly found: { value: { index: number; count: number } };
}

/** Draws a shell into an element. The line to it ends where it cannot be drawn. */
export async function openShell(
  workspace: Workspace,
  name: string,
  element: HTMLElement,
  signals: ShellSignals,
): Promise<OpenShell> {
  const { store, terminals, preferences, ask } = workspace;
  // The shell is asked for while that is loaded in which it is drawn; the first one may have been asked for before.
  const shell =
    (name === mainTerminal ? workspace.takeShell?.() : undefined) ??
    askForShell({ lab: store.lab, name, person: workspace.person, room: element });
  const { link, screen } = shell;
  const unlisten = [
    shell.trouble.listen((trouble) => {
      signals.trouble.value = trouble;
    }),
    shell.state.listen((state) => {
      signals.state.value = state;
    }),
  ];

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
    const { openShellView } = shellDrawing.now ?? (await shellDrawing.load());
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
    for (const end of unlisten) end();
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
  let isFirst = true;
  const observer = new ResizeObserver(() => {
    // The first is told at the first picture, which may be the first time that it is in sight.
    if (isFirst) {
      isFirst = false;
      view.fit();
      return;
    }
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
      for (const end of unlisten) end();
      link[Symbol.dispose]();
      view[Symbol.dispose]();
    },
  };
}
