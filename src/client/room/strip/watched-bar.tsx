import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ShareView } from '../../../lab/wire/shares.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { openWords } from './share-words.ts';
import { StopKeys, useStopKey } from './stop-keys.tsx';

interface BarProps {
  readonly connection: Connection;
  /** Those that wait for an answer, and those that are open. */
  readonly shares: readonly ShareView[];
}

/** On every page as long as somebody may see or type: who, and how to end it. One key ends all and refuses all. */
export function WatchedBar({ connection, shares }: BarProps) {
  const { busy, problem, run } = useAttempt();
  const words = openWords(shares);
  const isOpen = words !== '';
  const button = useRef<HTMLButtonElement>(null);
  const wasDrawn = useRef(false);
  const stop = () =>
    void run(() =>
      Promise.all(
        shares.map(({ id, state }) =>
          state === 'open'
            ? connection.api.call('stopShare', { id })
            : connection.api.call('answerShare', { id, body: { answer: 'no' } }),
        ),
      ),
    );
  useStopKey(shares.length > 0, stop);
  useEffect(() => {
    const isNews = wasDrawn.current;
    wasDrawn.current = true;
    if (!isOpen) return;
    announce(`${words}.`);
    // The button that was pressed is gone, and what is pressed next is the way back.
    if (isNews && document.activeElement === document.body) button.current?.focus();
    return () => announce('Nobody looks any more.');
  }, [isOpen]);
  useLayoutEffect(() => {
    // Its row is below the strip, on every page.
    const { dataset } = document.documentElement;
    if (isOpen) dataset.watched = '';
    else delete dataset.watched;
    return () => void delete dataset.watched;
  }, [isOpen]);
  if (!isOpen) return <Problem report={problem} />;
  return (
    <div class="dd-watched">
      <p>{words}</p>
      <button
        ref={button}
        type="button"
        class="dd-button"
        data-kind="danger"
        aria-disabled={busy}
        onClick={stop}
      >
        Stop
      </button>
      <StopKeys />
      <Problem report={problem} />
    </div>
  );
}
