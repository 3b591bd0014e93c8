import type { RegradeView } from '../../../lab/wire/regrades.ts';
import { stateWord } from '../parts/grade-state.tsx';
import { submissionsHref } from '../parts/places.ts';

type Move = RegradeView['moves'][number];

interface MovesProps {
  readonly assignment: string;
  readonly moves: readonly Move[];
  /** Names of those who are judged otherwise and keep their grade. */
  readonly held: readonly string[];
  readonly titleOf: (lab: string) => string;
}

const worth = ({ state, points }: Move['before']): string =>
  points === null ? stateWord(state) : `${points} (${stateWord(state)})`;

const signed = (by: number): string => (by > 0 ? `+${by}` : String(by).replace('-', '−'));

/** Who moves, from what to what, and by which checks. */
export function Moves({ assignment, moves, held, titleOf }: MovesProps) {
  const up = moves.filter(({ by }) => by !== null && by > 0).length;
  const down = moves.filter(({ by }) => by !== null && by < 0).length;
  const other = moves.length - up - down;
  return (
    <>
      <dl class="dd-work-counts">
        {(
          [
            ['up', up],
            ['down', down],
            ['otherwise', other],
            ['as before, judged otherwise', held.length],
          ] as const
        ).map(([word, number]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{number}</dd>
          </div>
        ))}
      </dl>
      {moves.length === 0 ? (
        <p>Nobody moves.</p>
      ) : (
        <table class="dd-work-table dd-work-moves">
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">By</th>
              <th scope="col">Checks that are judged otherwise</th>
            </tr>
          </thead>
          <tbody>
            {moves.map(({ person, name, before, after, by, checks }) => (
              <tr key={person}>
                <th scope="row">
                  <a href={submissionsHref(assignment, person, checks[0]?.lab ?? '')}>{name}</a>
                </th>
                <td data-label="From">{worth(before)}</td>
                <td data-label="To">{worth(after)}</td>
                <td data-label="By" class="dd-work-number">
                  {by === null ? '–' : signed(by)}
                </td>
                <td data-label="Checks">
                  {checks.length === 0 && 'none'}
                  <ul class="dd-work-plain">
                    {checks.map((check) => (
                      <li key={`${check.lab} ${check.check}`}>
                        {check.title} <span class="dd-quiet">of {titleOf(check.lab)}</span>: {check.before} →{' '}
                        {check.after}
                        {!check.counts && <span class="dd-quiet"> (does not count)</span>}
                      </li>
                    ))}
                  </ul>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {held.length > 0 && <p class="dd-quiet">Judged otherwise, with the same grade: {held.join(', ')}.</p>}
    </>
  );
}
