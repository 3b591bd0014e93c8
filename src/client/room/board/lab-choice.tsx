import { useEffect, useState } from 'preact/hooks';
import type { LabId } from '../../../lab/lab-id.ts';
import type { Runnable } from '../../../lab/wire/host.ts';
import { ApiError } from '../../core/api.ts';
import type { Connection } from '../../core/connection.ts';
import type { BookPart } from './book-parts.ts';

interface ChoiceProps {
  readonly connection: Connection;
  readonly book: readonly BookPart[];
  readonly chosen: ReadonlySet<LabId>;
  readonly choose: (labs: ReadonlySet<LabId>) => void;
  /** None is chosen, though one has to be. */
  readonly isBare: boolean;
}

/** The labs of a session: beside each that does not run in the seats of this server why, and what to do. */
export function LabChoice({ connection, book, chosen, choose, isBare }: ChoiceProps) {
  const runs = useRunnable(connection);
  const labs = book.flatMap((part) => part.labs);
  const minutes = labs.reduce((sum, lab) => (chosen.has(lab.id) ? sum + lab.minutes : sum), 0);
  const lacking = labs.filter(({ id }) => chosen.has(id) && runs?.get(id)?.ok === false);
  const toggle = (some: readonly LabId[], wanted: boolean) => {
    const next = new Set(chosen);
    for (const lab of some) wanted ? next.add(lab) : next.delete(lab);
    choose(next);
  };
  return (
    <>
      <fieldset class="dd-new-labs" aria-describedby="dd-labs-problem dd-labs-lacking">
        <legend>
          Labs{' '}
          <span class="dd-quiet">
            {chosen.size === 0 ? 'none chosen' : `${chosen.size} chosen, ${minutes} min`}
          </span>
        </legend>
        {runs?.size === 0 && (
          <p class="dd-quiet">
            Which of them run here is not known yet: the engine is not ready.{' '}
            <code>drydock session doctor</code> says it later.
          </p>
        )}
        {book
          .filter((part) => part.labs.length > 0)
          .map((part) => (
            <Chapter key={part.id} part={part} chosen={chosen} runs={runs} toggle={toggle} />
          ))}
      </fieldset>
      <p id="dd-labs-lacking" class="dd-lab-lacks" role="status">
        {lacking.length > 0 &&
          `${lacking.length} of the chosen ${lacking.length === 1 ? 'labs does' : 'labs do'} not run here. Leave them out, or do first what stands beside them.`}
      </p>
      <div id="dd-labs-problem" class="dd-problem" role="alert">
        {isBare && <p>Choose at least one lab.</p>}
      </div>
    </>
  );
}

type Runs = ReadonlyMap<string, Runnable> | undefined;

interface ChapterProps {
  readonly part: BookPart;
  readonly chosen: ReadonlySet<LabId>;
  readonly runs: Runs;
  readonly toggle: (labs: readonly LabId[], wanted: boolean) => void;
}

/** A chapter takes its labs with it; each can be taken alone. */
function Chapter({ part, chosen, runs, toggle }: ChapterProps) {
  const ids = part.labs.map(({ id }) => id);
  const count = ids.filter((id) => chosen.has(id)).length;
  return (
    <div class="dd-new-chapter">
      <label>
        <input
          type="checkbox"
          checked={count === ids.length}
          indeterminate={count > 0 && count < ids.length}
          onChange={({ currentTarget }) => toggle(ids, currentTarget.checked)}
        />
        <strong>
          {part.number} {part.title}
        </strong>
      </label>
      <ul>
        {part.labs.map(({ id, title, minutes }) => {
          const runnable = runs?.get(id);
          return (
            <li key={id}>
              <label>
                <input
                  type="checkbox"
                  checked={chosen.has(id)}
                  onChange={({ currentTarget }) => toggle([id], currentTarget.checked)}
                  {...(runnable?.ok === false && { 'aria-describedby': `lacks-${id}` })}
                />
                <span>
                  {title} <span class="dd-quiet">{minutes} min</span>
                </span>
              </label>
              {runnable?.ok === false && (
                <p class="dd-lab-lacks" id={`lacks-${id}`}>
                  Does not run here: {runnable.reason} {runnable.fix}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Of each lab whether it runs in the seats of this server; undefined until it was asked. */
function useRunnable({ api }: Connection): Runs {
  const [runs, setRuns] = useState<Runs>();
  useEffect(() => {
    api.call('labs').then(
      (labs) =>
        setRuns(
          new Map(
            labs.flatMap(({ id, runnable }) => (runnable === undefined ? [] : [[id, runnable] as const])),
          ),
        ),
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
      },
    );
  }, [api]);
  return runs;
}
