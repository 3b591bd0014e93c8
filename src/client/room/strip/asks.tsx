import { useEffect } from 'preact/hooks';
import type { ShareView } from '../../../lab/wire/shares.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { askWords } from './share-words.ts';
import { StopKeys } from './stop-keys.tsx';

interface AsksProps {
  readonly connection: Connection;
  readonly asks: readonly ShareView[];
  readonly titleOf: (lab: string) => string;
}

/** What is asked and not answered. The focus stays where it is: what somebody types is no answer. */
export function Asks({ connection, asks, titleOf }: AsksProps) {
  return (
    <>
      {asks.map((share) => (
        <Ask key={share.id} connection={connection} share={share} titleOf={titleOf} />
      ))}
    </>
  );
}

function Ask({ connection, share, titleOf }: Omit<AsksProps, 'asks'> & { readonly share: ShareView }) {
  const { busy, problem, run } = useAttempt();
  const { question, means } = askWords(share, titleOf);
  const answer = (given: 'yes' | 'no') =>
    void run(() => connection.api.call('answerShare', { id: share.id, body: { answer: given } }));
  useEffect(() => announce(`${question} ${means}`), [share.id]);
  return (
    <section class="dd-ask" aria-label="Somebody asks">
      <p class="dd-ask-question">{question}</p>
      <p>{means}</p>
      <p class="dd-room-actions">
        <ActButton busy={busy} act={() => answer('yes')} kind="primary">
          Accept
        </ActButton>
        <ActButton busy={busy} act={() => answer('no')}>
          Refuse
        </ActButton>
        <StopKeys />
      </p>
      <Problem report={problem} />
    </section>
  );
}
