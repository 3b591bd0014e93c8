import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf } from '../../../lab/wire/routes.ts';
import type { Connection } from '../../core/connection.ts';
import { bookHref } from '../../page/book-root.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { AddPerson } from './add-person.tsx';
import { type KnownPlace, knownPlaces } from './known-places.ts';
import { type Leader, LeaderItem } from './leader-item.tsx';
import { Learners } from './learners.tsx';

interface Known {
  readonly leaders: readonly Leader[];
  readonly places: readonly KnownPlace[];
  readonly sessions: AnswerOf<'sessions'>;
}

/** Those who lead, with their roles; one more; and learners, with what is kept of them. */
export function PeoplePage({ connection }: { readonly connection: Connection }) {
  const [known, setKnown] = useState<Known>();
  const { busy, problem, run } = useAttempt();
  const ask = async () => setKnown(await askKnown(connection));
  useEffect(() => void run(ask), [connection]);
  if (problem !== undefined)
    return (
      <div class="dd-note">
        <p>
          {problem.code === 'not-found'
            ? 'Who leads what is said by whom this home belongs to, and this browser is signed in as somebody else.'
            : 'Who leads what could not be had.'}
        </p>
        <Problem report={problem} />
        <p>
          <button type="button" class="dd-button" aria-disabled={busy} onClick={() => void run(ask)}>
            Try again
          </button>
        </p>
      </div>
    );
  if (known === undefined) return <p class="dd-quiet">Looking …</p>;
  const again = () => void run(ask);
  return (
    <>
      <p>
        Whoever leads signs in by a link that you make here, once for each browser, within a day. What they do
        is recorded with their name. <a href={bookHref('/board/')}>Sessions and boards</a>
      </p>
      <section aria-labelledby="dd-leaders">
        <h2 id="dd-leaders">Who leads</h2>
        <ul class="dd-people-list">
          {known.leaders.map((leader) => (
            <LeaderItem
              key={leader.person.id}
              connection={connection}
              leader={leader}
              places={known.places}
              onChanged={again}
            />
          ))}
        </ul>
      </section>
      <AddPerson connection={connection} places={known.places} onAdded={again} />
      <Learners connection={connection} sessions={known.sessions} />
    </>
  );
}

async function askKnown({ api }: Connection): Promise<Known> {
  const members = await api.call('members');
  const [courses, sessions] = await Promise.all([api.call('courses'), api.call('sessions')]);
  const people = Map.groupBy(members, ({ person }) => person.id);
  const leaders = [...people.values()].flatMap((held): Leader[] => {
    const [first] = held;
    return first === undefined ? [] : [{ person: first.person, held }];
  });
  return { leaders, places: knownPlaces(courses, sessions), sessions };
}
