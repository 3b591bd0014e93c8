import { useState } from 'preact/hooks';
import { parseLabId } from '../../../lab/lab-id.ts';
import type { PersonWorkView } from '../../../lab/wire/submissions.ts';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { ReasonField } from '../parts/fields.tsx';

interface AdjustingProps {
  readonly connection: Connection;
  readonly work: PersonWorkView;
  readonly lab: string;
  readonly labTitle: string;
  readonly again: () => Promise<void>;
}

/** Points that stand in the place of what was judged, and whether the assignment counts for somebody at all. */
export function Adjusting({ connection, work, lab, labTitle, again }: AdjustingProps) {
  if (!work.mayChange) return null;
  return (
    <>
      <section aria-labelledby="dd-override">
        <h2 id="dd-override">Set points</h2>
        <Override {...{ connection, work, lab, labTitle, again }} />
      </section>
      <section aria-labelledby="dd-excuse">
        <h2 id="dd-excuse">Excuse</h2>
        <Excuse {...{ connection, work, again }} />
      </section>
    </>
  );
}

function Override({ connection, work, lab, labTitle, again }: AdjustingProps) {
  const { assignment, person, overrides, grade } = work;
  const [ofWhole, setWhole] = useState(false);
  const [points, setPoints] = useState('');
  const [reason, setReason] = useState('');
  const [said, setSaid] = useState('');
  const { busy, problem, run } = useAttempt();
  const of = ofWhole ? grade.of : (grade.labs.find((each) => each.lab === lab)?.of ?? grade.of);
  const held = overrides.filter(({ holds, lab: at }) => holds && (at === undefined || at === lab));
  const send = async (value: number | null, why: string, at: string | undefined) => {
    const body = { ...(at === undefined ? {} : { lab: parseLabId(at) }), points: value, reason: why };
    await connection.api.call('override', { assignment, person, body });
    await again();
  };
  const set = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      await send(Number(points), reason.trim(), ofWhole ? undefined : lab);
      setSaid('It holds now. The learner can read the reason.');
      setPoints('');
      setReason('');
    });
  };
  return (
    <>
      {held.map(({ id, points: now, reason: why, lab: at }) => (
        <p key={id}>
          {at === undefined ? 'The whole' : labTitle} is set to <strong>{now} points</strong>: {why}{' '}
          <button
            type="button"
            class="dd-link"
            aria-disabled={busy}
            onClick={() =>
              void run(async () => {
                await send(null, 'Taken back.', at);
                setSaid('It is taken back: what was judged counts.');
              })
            }
          >
            Take it back
          </button>
        </p>
      ))}
      <form class="dd-work-form" onSubmit={set}>
        <fieldset class="dd-work-choice">
          <legend>Of what</legend>
          <label>
            <input type="radio" name="dd-of" checked={!ofWhole} onChange={() => setWhole(false)} /> {labTitle}
          </label>
          <label>
            <input type="radio" name="dd-of" checked={ofWhole} onChange={() => setWhole(true)} /> the whole
            assignment
          </label>
        </fieldset>
        <div class="dd-work-field">
          <label for="dd-points">Points, of {of}</label>
          <input
            id="dd-points"
            type="number"
            required
            min="0"
            max="100000"
            step="0.01"
            inputMode="decimal"
            value={points}
            onInput={({ currentTarget }) => setPoints(currentTarget.value)}
          />
        </div>
        <ReasonField label="Reason, which the learner reads" value={reason} onChange={setReason} />
        <p>
          <button type="submit" class="dd-button" aria-disabled={busy}>
            Set points
          </button>
        </p>
      </form>
      <p role="status">{said}</p>
      <Problem report={problem} />
    </>
  );
}

function Excuse({ connection, work, again }: Pick<AdjustingProps, 'connection' | 'work' | 'again'>) {
  const { assignment, person, adjustments } = work;
  const [reason, setReason] = useState('');
  const { busy, problem, run } = useAttempt();
  const excused = adjustments.filter(({ kind, holds }) => kind === 'excused' && holds);
  const adjust = async (body: { change: { kind: string }; reason?: string; replaces?: string }) => {
    await connection.api.call('adjust', { assignment, person, body });
    await again();
    setReason('');
  };
  const isExcused = excused.length > 0;
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      if (!isExcused) return adjust({ change: { kind: 'excused' }, reason: reason.trim() });
      for (const { id } of excused)
        await adjust({ change: { kind: 'withdrawn' }, replaces: id, reason: reason.trim() });
    });
  };
  return (
    <form class="dd-work-form" onSubmit={submit}>
      <p class="dd-quiet">
        {isExcused
          ? 'They are excused: the assignment does not count for them.'
          : 'Whoever is excused has no grade in this assignment, whatever was handed in.'}
      </p>
      <ReasonField
        label="Reason, for those alone who teach"
        required={false}
        value={reason}
        onChange={setReason}
      />
      <p>
        <button type="submit" class="dd-button" aria-disabled={busy}>
          {isExcused ? 'Excuse no more' : 'Excuse'}
        </button>
      </p>
      <Problem report={problem} />
    </form>
  );
}
