import '../shown/shown.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ErrorReport } from '../../../lab/errors.ts';
import { pathOf } from '../../../lab/wire/paths.ts';
import type { ShareView } from '../../../lab/wire/shares.ts';
import type { Connection } from '../../core/connection.ts';
import { readStored } from '../../core/local-storage.ts';
import { openLink } from '../../core/open-link.ts';
import { isBoolean } from '../../core/shape.ts';
import { signInKey } from '../../core/stored-sign-in.ts';
import { leavingKeys } from '../../core/terminal/keys.ts';
import { makeLateScreen } from '../../core/terminal/late-screen.ts';
import { judgePaste } from '../../core/terminal/paste-rules.ts';
import { type LinkState, openTerminalLink, type TerminalLink } from '../../core/terminal/terminal-link.ts';
import { guessSize } from '../../core/terminal/terminal-metrics.ts';
import { onThemeChange } from '../../core/theme.ts';

interface ShellProps {
  readonly connection: Connection;
  readonly session: string;
  readonly share: ShareView;
  readonly alias: string;
  /** Out of the terminal by keyboard. */
  readonly leave: () => void;
}

/** A learner's shell, at the size that it has there; with typing where that was let. */
export function SharedShell({ connection, session, share, alias, leave }: ShellProps) {
  const place = useRef<HTMLDivElement>(null);
  const link = useRef<TerminalLink>();
  const [state, setState] = useState<LinkState>('connecting');
  const [trouble, setTrouble] = useState<ErrorReport>();
  const [said, setSaid] = useState('');
  const types = share.mode === 'type';
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const opened = openShared(element, connection, pathOf('sharedTerminal', { session, id: share.id }), {
      label: `${alias}’s terminal`,
      types,
      leave,
      onState: setState,
      onTrouble: setTrouble,
      say: setSaid,
    });
    link.current = opened.link;
    return opened.end;
  }, [share.id]);
  const words: Readonly<Record<LinkState, string>> = {
    connecting: 'Joining the shell …',
    open: '',
    lost: `${trouble?.message ?? 'The line broke.'} It is tried again by itself.`,
    exited: 'The shell has ended.',
    refused: [trouble?.message, trouble?.fix].filter((each) => each !== undefined).join(' '),
  };
  return (
    <div class="dd-shared-shell">
      <div class="dd-screen" ref={place} />
      <p class="dd-quiet" id="dd-shared-leave">
        {types ? (
          <>
            You type. Each key of {alias} there ends it.{' '}
            {leavingKeys(navigator.platform).map((key) => (
              <kbd class="dd-key" key={key}>
                {key}
              </kbd>
            ))}{' '}
            leaves
          </>
        ) : (
          'You look, and type nothing.'
        )}
      </p>
      <p role="status">
        {said} {words[state]}{' '}
        {(state === 'refused' || state === 'exited') && (
          <button type="button" class="dd-button" data-kind="quiet" onClick={() => link.current?.retry()}>
            Try now
          </button>
        )}
      </p>
    </div>
  );
}

interface SharedParts {
  readonly label: string;
  readonly types: boolean;
  readonly leave: () => void;
  readonly onState: (state: LinkState) => void;
  readonly onTrouble: (trouble: ErrorReport | undefined) => void;
  readonly say: (words: string) => void;
}

function openShared(
  element: HTMLElement,
  { person }: Connection,
  path: string,
  parts: SharedParts,
): { readonly link: TerminalLink; readonly end: () => void } {
  const screen = makeLateScreen();
  let isOver = false;
  const link = openTerminalLink({
    url: `${location.origin.replace(/^http/, 'ws')}${path}`,
    size: () => screen.view?.size ?? guessSize(element),
    key: () => signInKey(person),
    onState: parts.onState,
    onReady: () => {
      parts.onTrouble(undefined);
      screen.draw((view) => view.clear());
    },
    onBytes: (bytes, done) => screen.draw((view) => view.write(bytes, done)),
    onExit: () => undefined,
    onTrouble: parts.onTrouble,
  });
  const ends = [() => link[Symbol.dispose]()];
  const end = () => {
    isOver = true;
    for (const each of ends.splice(0)) each();
  };
  const paste = (raw: string) => {
    const verdict = judgePaste(raw);
    if (verdict.kind === 'show')
      parts.say('Several lines are not pasted into the terminal of somebody else.');
    else if (verdict.kind === 'type') screen.draw((view) => view.paste(verdict.text));
  };
  import('../../core/terminal/shell-view.ts')
    .then(async ({ openShellView }) => {
      const view = await openShellView(element, {
        screenReader: readStored('terminal-screen-reader', isBoolean) ?? false,
        readOnly: !parts.types,
        label: parts.label,
        describedBy: 'dd-shared-leave',
        onType: (text) => {
          if (parts.types) link.type(text);
        },
        onPaste: (text) => {
          if (parts.types) paste(text);
        },
        onResize: (size) => link.resize(size),
        onLeave: parts.leave,
        onSearch: () => undefined,
        onHiddenLink: (url) => {
          if (confirm(`Open this link, which a program in the terminal made?\n${url}`)) openLink(url);
        },
        onFound: () => undefined,
      });
      const observer = new ResizeObserver(() => view.fit());
      observer.observe(element);
      ends.push(
        onThemeChange(view.restyle),
        () => observer.disconnect(),
        () => view[Symbol.dispose](),
      );
      if (isOver) return end();
      link.resize(view.size);
      screen.show(view);
      if (parts.types) view.focus();
    })
    .catch((error: unknown) => {
      console.error(error);
      parts.say('That in which terminals are drawn could not be loaded. Reload the page.');
    });
  return { link, end };
}
