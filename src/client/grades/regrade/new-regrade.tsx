import { useState } from 'preact/hooks';
import type { RegradableView } from '../../../lab/wire/regrades.ts';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { ReasonField } from '../parts/fields.tsx';

interface NewProps {
  readonly connection: Connection;
  readonly assignment: string;
  readonly regradable: RegradableView;
  readonly titleOf: (lab: string) => string;
  readonly onMade: (said: string) => Promise<void>;
}

type OfLab = RegradableView['labs'][number];
type OfPerson = OfLab['people'][number];

const keyOf = ({ lab }: OfLab, { person }: OfPerson): string => `${lab} ${person}`;
const submissionsOf = ({ seen, again }: OfPerson): readonly string[] => [...seen, ...again];

/** One, some or all of what could be graded anew, by lab and person. */
export function NewRegrade({ connection, assignment, regradable, titleOf, onMade }: NewProps) {
  const { labs, mayChange, queue } = regradable;
  const all = labs.flatMap((of) => of.people.map((person) => ({ of, person, key: keyOf(of, person) })));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState('');
  const { busy, problem, run } = useAttempt();
  if (all.length === 0)
    return (
      <p class="dd-quiet">
        Everything that was handed in is judged by its labs as they are now, or waits for its first grading.
      </p>
    );
  const chosen = all.filter(({ key }) => !left.has(key));
  const seen = chosen.reduce((sum, { person }) => sum + person.seen.length, 0);
  const again = chosen.reduce((sum, { person }) => sum + person.again.length, 0);
  const take = (keys: readonly string[], isTaken: boolean) => {
    const next = new Set(left);
    for (const key of keys)
      if (isTaken) next.delete(key);
      else next.add(key);
    setLeft(next);
  };
  const make = (event: Event) => {
    event.preventDefault();
    if (chosen.length === 0) return;
    void run(async () => {
      const began = performance.now();
      const submissions = chosen.flatMap(({ person }) => submissionsOf(person));
      const draft = await connection.api.call('makeRegrade', {
        assignment,
        body: { reason: reason.trim(), submissions },
      });
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      setReason('');
      await onMade(
        [
          'The draft is made.',
          draft.judged > 0
            ? `${count(draft.judged)} judged again from what had been seen, in ${seconds} s.`
            : '',
          draft.waiting > 0 ? `${count(draft.waiting)} played again now, one after the other.` : '',
        ]
          .filter(Boolean)
          .join(' '),
      );
    });
  };
  return (
    <form class="dd-work-form" onSubmit={make}>
      {labs.map((of) => (
        <LabChoice
          key={of.lab}
          of={of}
          title={titleOf(of.lab)}
          left={left}
          take={take}
          mayChange={mayChange}
        />
      ))}
      <p>{howLong(seen, again, queue)}</p>
      {mayChange && (
        <>
          <ReasonField label="Reason" value={reason} onChange={setReason} />
          <p>
            <button
              type="submit"
              class="dd-button"
              data-kind="primary"
              aria-disabled={busy || chosen.length === 0}
            >
              Make a draft of {seen + again === 1 ? '1 submission' : `${seen + again} submissions`}
            </button>
          </p>
        </>
      )}
      <Problem report={problem} />
    </form>
  );
}

const count = (submissions: number): string => (submissions === 1 ? 'One is' : `${submissions} are`);

/** What is judged from what was seen needs no engine; what is played needs about as long as the lab takes to start. */
function howLong(seen: number, again: number, queue: number): string {
  const parts = [
    seen > 0
      ? `${count(seen)} judged again from what was seen, since only checks were changed: that takes a moment, and no engine.`
      : '',
    again > 0
      ? `${count(again)} played again first, since the lab looks at something else now, or nothing could be judged: a minute or two each, one after the other.`
      : '',
    again > 0 && queue > 0 ? `${queue === 1 ? 'One other waits' : `${queue} others wait`} before that.` : '',
  ];
  return parts.filter(Boolean).join(' ') || 'Nothing is chosen.';
}

interface ChoiceProps {
  readonly of: OfLab;
  readonly title: string;
  readonly left: ReadonlySet<string>;
  readonly take: (keys: readonly string[], isTaken: boolean) => void;
  readonly mayChange: boolean;
}

function LabChoice({ of, title, left, take, mayChange }: ChoiceProps) {
  const keys = of.people.map((person) => keyOf(of, person));
  const taken = keys.filter((key) => !left.has(key)).length;
  const isMended = of.from !== of.to;
  return (
    <fieldset class="dd-work-choice">
      <legend>{title}</legend>
      <p class="dd-quiet">
        {isMended ? (
          <>
            The lab was changed: <code>{of.from.slice(0, 12)}</code> → <code>{of.to.slice(0, 12)}</code>
          </>
        ) : (
          'The lab is as it was assigned; these could not be graded.'
        )}
      </p>
      {mayChange && (
        <label>
          <input
            type="checkbox"
            checked={taken === keys.length}
            ref={(box) => {
              if (box !== null) box.indeterminate = taken > 0 && taken < keys.length;
            }}
            onChange={({ currentTarget }) => take(keys, currentTarget.checked)}
          />{' '}
          <strong>All {keys.length}</strong>
        </label>
      )}
      <ul class="dd-work-people">
        {of.people.map((person) => {
          const key = keyOf(of, person);
          return (
            <li key={key}>
              {mayChange ? (
                <label>
                  <input
                    type="checkbox"
                    checked={!left.has(key)}
                    onChange={({ currentTarget }) => take([key], currentTarget.checked)}
                  />{' '}
                  <PersonWords person={person} />
                </label>
              ) : (
                <PersonWords person={person} />
              )}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}

function PersonWords({ person: { name, seen, again } }: { readonly person: OfPerson }) {
  const parts = [
    seen.length > 0 ? `${seen.length} from what was seen` : '',
    again.length > 0 ? `${again.length} played again` : '',
  ];
  return (
    <>
      {name} <span class="dd-quiet">{parts.filter(Boolean).join(', ')}</span>
    </>
  );
}
