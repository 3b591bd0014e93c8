import type { AnswerOf } from '../../../lab/wire/routes.ts';
import type { Connection } from '../../core/connection.ts';
import { bookHref } from '../../page/book-root.ts';
import { AskedPlace } from '../../parts/asked-place.tsx';
import { useAsked } from '../../parts/use-asked.ts';
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
  const asked = useAsked(connection, () => askKnown(connection));
  return (
    <AskedPlace
      asked={asked}
      what="Who leads what"
      hidden="Who leads what is said by whom this home belongs to, and this browser is signed in as somebody else."
    >
      {({ leaders, places, sessions }) => (
        <>
          <p>
            Whoever leads signs in by a link that you make here, once for each browser, within a day. What
            they do is recorded with their name. <a href={bookHref('/board/')}>Sessions and boards</a>
          </p>
          <section aria-labelledby="dd-leaders">
            <h2 id="dd-leaders">Who leads</h2>
            <ul class="dd-people-list">
              {leaders.map((leader) => (
                <LeaderItem
                  key={leader.person.id}
                  connection={connection}
                  leader={leader}
                  places={places}
                  onChanged={() => void asked.again()}
                />
              ))}
            </ul>
          </section>
          <AddPerson connection={connection} places={places} onAdded={() => void asked.again()} />
          <Learners connection={connection} sessions={sessions} />
        </>
      )}
    </AskedPlace>
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
