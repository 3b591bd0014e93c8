import './shown.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ErrorReport } from '../../../lab/errors.ts';
import type { Connection } from '../../core/connection.ts';
import { readStored } from '../../core/local-storage.ts';
import { isBoolean } from '../../core/shape.ts';
import { signInKey } from '../../core/stored-sign-in.ts';
import { type MirrorState, openMirrorLink } from '../../core/terminal/mirror-link.ts';
import type { ScreenView } from '../../core/terminal/screen-view.ts';
import { onThemeChange } from '../../core/theme.ts';

interface ScreenProps {
  readonly connection: Connection;
  /** The path of the WebSocket. */
  readonly path: string;
  /** What a screen reader calls it. */
  readonly label: string;
  /** Nothing more comes, with why where there is a reason. */
  readonly onEnd?: (why: ErrorReport | undefined) => void;
}

/** A terminal that is shown to a session, whole screen by whole screen, as wide as there is room. */
export function MirrorScreen({ connection, path, label, onEnd }: ScreenProps) {
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<MirrorState>('connecting');
  const ending = useRef(onEnd);
  ending.current = onEnd;
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    return follow(element, connection, path, {
      onState: setState,
      onEnd: (why) => ending.current?.(why),
    });
  }, [connection, path]);
  return (
    <div class="dd-mirror-screen" data-state={state}>
      <section class="dd-screen" ref={place} aria-label={label} />
      {state !== 'open' && (
        <p class="dd-quiet" role="status">
          {stateWords[state]}
        </p>
      )}
    </div>
  );
}

const stateWords: Readonly<Record<Exclude<MirrorState, 'open'>, string>> = {
  connecting: 'Waiting for the screen …',
  lost: 'The line broke. Trying again.',
  ended: 'It is not shown any more.',
  refused: 'It is not shown any more.',
};

interface Told {
  readonly onState: (state: MirrorState) => void;
  readonly onEnd: (why: ErrorReport | undefined) => void;
}

/** Draws what comes into the element; returns what ends it. */
function follow(element: HTMLElement, { person }: Connection, path: string, told: Told): () => void {
  let isOver = false;
  let trouble: ErrorReport | undefined;
  const link = openMirrorLink({
    url: `${location.origin.replace(/^http/, 'ws')}${path}`,
    key: () => signInKey(person),
    onState: (state) => {
      told.onState(state);
      if (state === 'ended' || state === 'refused') told.onEnd(trouble);
    },
    onScreen: (screen, done) =>
      void loading.then((view) => {
        if (!isOver) view.show(screen, done);
      }),
    onTrouble: (error) => {
      trouble = error;
    },
  });
  const ends = [() => link[Symbol.dispose]()];
  // Asked for while that is loaded in which it is drawn.
  const loading = import('../../core/terminal/screen-view.ts').then(({ openScreenView }): ScreenView => {
    const screenReader = readStored('terminal-screen-reader', isBoolean) ?? false;
    const view = openScreenView(element, { screenReader });
    const observer = new ResizeObserver(view.fitWidth);
    observer.observe(element);
    ends.push(
      onThemeChange(view.restyle),
      () => observer.disconnect(),
      () => view[Symbol.dispose](),
    );
    if (isOver) end();
    return view;
  });
  loading.catch((error: unknown) => {
    console.error(error);
    told.onState('lost');
  });
  function end(): void {
    isOver = true;
    for (const each of ends.splice(0)) each();
  }
  return end;
}
