import { useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

/** Takes back what was agreed to. It is asked for once more, since what is open ends. */
export function Withdraw({ connection }: { readonly connection: Connection }) {
  const { busy, problem, run } = useAttempt();
  const [isAsking, setAsking] = useState(false);
  const button = (words: string, act: () => void, kind: 'danger' | 'quiet') => (
    <button type="button" class="dd-button" data-kind={kind} aria-disabled={busy} onClick={act}>
      {words}
    </button>
  );
  if (!isAsking) return <p>{button('I do not agree any more', () => setAsking(true), 'quiet')}</p>;
  return (
    <>
      <p>
        Your terminals close at once, and nothing more is recorded of you here until you agree again. What is
        kept so far stays until its day; to have it removed before, ask whoever teaches.
      </p>
      <p>
        {button('Take it back', () => void run(() => connection.api.call('withdraw')), 'danger')}{' '}
        {button('Cancel', () => setAsking(false), 'quiet')}
      </p>
      <Problem report={problem} />
    </>
  );
}
