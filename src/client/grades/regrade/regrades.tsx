import { useState } from 'preact/hooks';
import type { RegradableView, RegradeView } from '../../../lab/wire/regrades.ts';
import type { Connection } from '../../core/connection.ts';
import { momentWords } from '../../core/moment-words.ts';
import { zoneHere } from '../../core/session-words.ts';
import { AskedPlace } from '../../parts/asked-place.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { type Asked, useAsked } from '../../parts/use-asked.ts';
import { useLabTitles } from '../../parts/use-lab-titles.ts';
import { gradebookHref } from '../parts/places.ts';
import { NewRegrade } from './new-regrade.tsx';
import { Regrade } from './regrade.tsx';

interface PageProps {
  readonly connection: Connection;
  readonly assignment: string;
}

interface Known {
  readonly regradable: RegradableView;
  readonly regrades: readonly RegradeView[];
}

const isPlayed = ({ state, waiting }: RegradeView): boolean => state === 'draft' && waiting > 0;

/** Drafts first, then what could be graded anew, then what was decided. */
export function Regrades({ connection, assignment }: PageProps) {
  const { api } = connection;
  const asked = useAsked(
    connection,
    async (): Promise<Known> => {
      const [regradable, regrades] = await Promise.all([
        api.call('regradable', { assignment }),
        api.call('regrades', { assignment }),
      ]);
      return { regradable, regrades };
    },
    ({ regrades }) => regrades.some(isPlayed),
  );
  const title = asked.value?.regradable.title;
  usePageTitle(title === undefined ? 'Grading anew' : `Grading anew: ${title}`);
  return (
    <AskedPlace asked={asked} what="What can be graded anew" hidden="There are no such grades for you.">
      {(known) => <Shown connection={connection} assignment={assignment} known={known} again={asked.again} />}
    </AskedPlace>
  );
}

interface ShownProps extends PageProps, Pick<Asked<Known>, 'again'> {
  readonly known: Known;
}

function Shown({ connection, assignment, known: { regradable, regrades }, again }: ShownProps) {
  const titleOf = useLabTitles(connection, true);
  const [made, setMade] = useState('');
  const at = (time: string) => momentWords(time, regradable.zone, zoneHere());
  const drafts = regrades.filter(({ state }) => state === 'draft').toReversed();
  const decided = regrades.filter(({ state }) => state !== 'draft').toReversed();
  const shared = { connection, assignment, at, titleOf, again, mayChange: regradable.mayChange };
  const choice = {
    connection,
    assignment,
    regradable,
    titleOf,
    onMade: async (said: string) => {
      setMade(said);
      await again();
    },
  };
  return (
    <>
      <p class="dd-work-facts">
        <a href={gradebookHref(assignment)}>Gradebook</a>
      </p>
      <p class="dd-work-lede">
        Where a check was wrong, mend the lab and start the server again. What it judges otherwise then is
        made a draft: it says who would move, and nothing of it holds until you apply it.
      </p>
      <p role="status">{made}</p>
      {drafts.length > 0 && (
        <section class="dd-work-part" aria-labelledby="dd-drafts">
          <h2 id="dd-drafts">{drafts.length === 1 ? 'A draft' : 'Drafts'}</h2>
          {drafts.map((regrade) => (
            <Regrade key={regrade.id} regrade={regrade} queue={regradable.queue} {...shared} />
          ))}
        </section>
      )}
      <section class="dd-work-part" aria-labelledby="dd-regradable">
        <h2 id="dd-regradable">What labs as they are now have not judged</h2>
        {drafts.length === 0 ? (
          <NewRegrade {...choice} />
        ) : (
          <details class="dd-work-more">
            <summary>Make another draft</summary>
            <p class="dd-quiet">
              What the draft above is of stands here too, until that is applied or discarded.
            </p>
            <NewRegrade {...choice} />
          </details>
        )}
      </section>
      {decided.length > 0 && (
        <section class="dd-work-part" aria-labelledby="dd-decided">
          <h2 id="dd-decided">Before</h2>
          {decided.map((regrade) => (
            <Regrade key={regrade.id} regrade={regrade} queue={0} {...shared} />
          ))}
        </section>
      )}
    </>
  );
}
