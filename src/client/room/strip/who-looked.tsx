import { useState } from 'preact/hooks';
import type { ShareView } from '../../../lab/wire/shares.ts';
import type { Connection } from '../../core/connection.ts';
import { clockTime, zoneHere } from '../../core/session-words.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { recordWords } from './share-words.ts';

interface LookedProps {
  readonly connection: Connection;
  readonly zone: string;
  readonly now: Date;
  readonly titleOf: (lab: string) => string;
}

/** The record: who asked for what, what was answered, and from when to when it was looked at. The newest first. */
export function WhoLooked({ connection, zone, now, titleOf }: LookedProps) {
  const [shares, setShares] = useState<readonly ShareView[]>();
  const { problem, run } = useAttempt();
  const ask = async () => setShares((await connection.api.call('myShares')).toReversed());
  const at = (time: string) => clockTime(time, zone, now, zoneHere());
  return (
    <details
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) void run(ask);
      }}
    >
      <summary>Who looked, and when</summary>
      {shares?.length === 0 && <p class="dd-quiet">Nobody has asked to see your terminal or your files.</p>}
      {shares !== undefined && shares.length > 0 && (
        <ul class="dd-notices">
          {shares.map((share) => (
            <li key={share.id}>
              <p>{recordWords(share)}.</p>
              <p class="dd-quiet">
                {titleOf(share.lab)}, {at(share.askedAt)}
              </p>
              {share.looks.map(({ since, until }) => (
                <p key={since}>
                  Looked from {at(since)} {until === undefined ? 'on' : `to ${at(until)}`}
                </p>
              ))}
            </li>
          ))}
        </ul>
      )}
      <Problem report={problem} />
    </details>
  );
}
