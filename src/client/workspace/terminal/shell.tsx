import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ErrorReport } from '../../../lab/errors.ts';
import type { LinkState } from '../../core/terminal/terminal-link.ts';
import { useWorkspace } from '../workspace-context.ts';
import { type OpenShell, openShell } from './open-shell.ts';
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

  // Before the browser paints what else there is: a reader waits for the prompt.
  useLayoutEffect(() => {
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
    if (state.value === 'refused') workspace.firstShell.refuse();
  }, [state.value]);
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
      <p class="ws-shell-note" data-passing role="status">
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
