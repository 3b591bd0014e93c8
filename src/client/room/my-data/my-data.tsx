import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf } from '../../../lab/wire/routes.ts';
import type { MySession } from '../../../lab/wire/sessions.ts';
import type { Connection } from '../../core/connection.ts';
import { clockTime, zoneHere } from '../../core/session-words.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useNow } from '../../parts/use-now.ts';
import { AttemptList } from '../attempt-list.tsx';
import { TermsList } from '../terms-list.tsx';
import { LookList } from './look-list.tsx';
import { TakeAway } from './take-away.tsx';
import { Withdraw } from './withdraw.tsx';

interface DataProps {
  readonly connection: Connection;
  readonly mine: MySession;
}

/** What is asked first, then who looked, what others see, and the way out. */
export function MyData({ connection, mine }: DataProps) {
  const { session, alias, agreed, terms, asksAgain } = mine;
  const now = useNow(60_000);
  const { zone } = session.course;
  const at = (time: string) => clockTime(time, zone, now, zoneHere());
  const dated = (time: string) =>
    new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: zone }).format(new Date(time));
  const [seen, setSeen] = useState<Seen>();
  const { problem, run } = useAttempt();
  useEffect(() => void run(async () => setSeen(await askSeen(connection))), [mine.shares]);
  return (
    <>
      <p>
        You are <strong>{alias}</strong> in <strong>{session.title}</strong>. What is kept of you there is
        removed on {dated(session.keptUntil)}.
      </p>
      {asksAgain && <AskAgain connection={connection} wasAsked={agreed !== undefined} />}
      <section>
        <h2>What is kept, and who sees it</h2>
        <TermsList items={terms.items} />
        {agreed !== undefined && !asksAgain && (
          <>
            <p class="dd-quiet">You agreed to this at {at(agreed.at)}.</p>
            <Withdraw connection={connection} />
          </>
        )}
      </section>
      <Problem report={problem} />
      {seen !== undefined && (
        <>
          <section>
            <h2>Who looked into your shell and files</h2>
            <LookList looks={seen.looks} at={at} titleOf={(lab) => seen.titles.get(lab) ?? lab} />
          </section>
          <section>
            <h2>What those who teach see of you</h2>
            <p class="dd-quiet">
              Beside this: how each task stands, when you last did something, your hand, and what was observed
              of your containers at each check.
            </p>
            <AttemptList
              attempts={seen.work.attempts}
              zone={zone}
              now={now}
              titleOf={(lab) => seen.titles.get(lab) ?? lab}
            />
          </section>
        </>
      )}
      <TakeAway connection={connection} />
    </>
  );
}

interface Seen {
  readonly work: AnswerOf<'myWork'>;
  readonly looks: AnswerOf<'myShares'>;
  readonly titles: ReadonlyMap<string, string>;
}

async function askSeen({ api }: Connection): Promise<Seen> {
  const [work, looks, labs] = await Promise.all([api.call('myWork'), api.call('myShares'), api.call('labs')]);
  return { work, looks, titles: new Map(labs.map(({ id, title }) => [id, title])) };
}

interface AskProps {
  readonly connection: Connection;
  readonly wasAsked: boolean;
}

function AskAgain({ connection, wasAsked }: AskProps) {
  const { busy, problem, run } = useAttempt();
  const agree = async () => {
    const { joined } = await connection.api.call('mySession');
    if (joined === undefined) return;
    const { version, keepDays, until } = joined.terms;
    await connection.api.call('agree', { body: { version, keepDays, until } });
  };
  return (
    <div class="dd-note">
      <p>
        {wasAsked
          ? 'What is said below has changed since you agreed to it.'
          : 'You do not agree to this so far.'}{' '}
        Until you do, you can read, and change nothing, and nothing is recorded of you.
      </p>
      <p>
        <ActButton busy={busy} act={() => void run(agree)} kind="primary">
          Agree
        </ActButton>
      </p>
      <Problem report={problem} />
    </div>
  );
}
