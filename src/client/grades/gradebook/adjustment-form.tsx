import { useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAsked } from '../../parts/use-asked.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { NumberField, SelectField } from '../parts/fields.tsx';
import { TimeField } from '../parts/time-field.tsx';
import { noTime } from '../parts/typed-time.ts';
import type { Book } from './book.ts';

interface FormProps {
  readonly connection: Connection;
  readonly book: Book;
  readonly person: string;
  readonly titleOf: (lab: string) => string;
  readonly onMade: (words: string) => Promise<unknown>;
}

const kinds = [
  ['extension', 'more time: on time until'],
  ['factor', 'more time: so many times as much'],
  ['extra-minutes', 'more time: so many minutes'],
  ['extra-attempts', 'more attempts'],
  ['excused', 'excused'],
  ['equivalent', 'another lab in the place of one'],
] as const;

/** Something that is otherwise for one person, with a reason that only those who teach read. */
export function AdjustmentForm({ connection, book, person, titleOf, onMade }: FormProps) {
  const { assignment, course } = book;
  const [kind, setKind] = useState<string>('extension');
  const [until, setUntil] = useState(noTime);
  const [amount, setAmount] = useState('');
  const [lab, setLab] = useState<string>(assignment.labs[0]?.lab ?? '');
  const [by, setBy] = useState('');
  const [reason, setReason] = useState('');
  const { busy, problem, run } = useAttempt();
  const change = changeOf(kind, { until: until.instant, amount, lab, by });
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    if (change === undefined) return;
    void run(async () => {
      await connection.api.call('adjust', { assignment: assignment.id, person, body: { change, reason } });
      setAmount('');
      setReason('');
      await onMade('It holds from now on, and for what was handed in before.');
    });
  };
  return (
    <form class="dd-notice-form dd-adjust" onSubmit={make}>
      <SelectField label="Make otherwise" value={kind} options={kinds} onChange={setKind} />
      {kind === 'extension' && (
        <TimeField
          connection={connection}
          course={course}
          label={`On time until, by the clocks of ${course.zone}`}
          value={until}
          onChange={setUntil}
        />
      )}
      {kind === 'factor' && (
        <NumberField
          label="Times as much"
          hint="1.5"
          value={amount}
          least={1}
          step="any"
          onChange={setAmount}
        />
      )}
      {kind === 'extra-minutes' && (
        <NumberField label="Minutes more" value={amount} least={1} onChange={setAmount} />
      )}
      {kind === 'extra-attempts' && (
        <NumberField label="Attempts more, at each lab" value={amount} least={1} onChange={setAmount} />
      )}
      {kind === 'equivalent' && (
        <Equivalent
          connection={connection}
          book={book}
          titleOf={titleOf}
          lab={lab}
          by={by}
          onLab={setLab}
          onBy={setBy}
        />
      )}
      <label class="dd-new-field">
        <span>
          Reason <span class="dd-quiet">only those who teach read it</span>
        </span>
        <textarea
          rows={2}
          maxLength={2000}
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </label>
      <Problem report={problem} />
      <p class="dd-room-actions">
        <button
          type="submit"
          class="dd-button"
          data-kind="primary"
          aria-disabled={busy || change === undefined}
        >
          Make it so
        </button>
      </p>
    </form>
  );
}

interface Typed {
  readonly until: string | undefined;
  readonly amount: string;
  readonly lab: string;
  readonly by: string;
}

/** What is sent; undefined while something of it is not said. What is wrong with it, the server says. */
function changeOf(kind: string, { until, amount, lab, by }: Typed): Record<string, unknown> | undefined {
  const number = amount.trim() === '' ? undefined : Number(amount);
  switch (kind) {
    case 'extension':
      return until === undefined ? undefined : { kind, until };
    case 'factor':
      return number === undefined ? undefined : { kind, factor: number };
    case 'extra-minutes':
      return number === undefined ? undefined : { kind, minutes: number };
    case 'extra-attempts':
      return number === undefined ? undefined : { kind, attempts: number };
    case 'equivalent':
      return by === '' ? undefined : { kind, lab, by: { lab: by } };
    default:
      return { kind };
  }
}

interface EquivalentProps extends Pick<FormProps, 'connection' | 'book' | 'titleOf'> {
  readonly lab: string;
  readonly by: string;
  readonly onLab: (lab: string) => void;
  readonly onBy: (lab: string) => void;
}

/** Another lab, for the same points. Those that cannot be graded here are said to be so. */
function Equivalent({ connection, book, titleOf, lab, by, onLab, onBy }: EquivalentProps) {
  const { assignment, course } = book;
  const asked = useAsked(connection, () => connection.api.call('assignableLabs', { course: course.id }));
  const assigned = new Set<string>(assignment.labs.map((each) => each.lab));
  const others = (asked.value ?? []).filter((each) => !assigned.has(each.lab));
  return (
    <>
      <SelectField
        label="In the place of"
        value={lab}
        options={assignment.labs.map((each) => [each.lab, titleOf(each.lab)] as const)}
        onChange={onLab}
      />
      <SelectField
        label="They work on"
        value={by}
        options={[
          ['', 'choose a lab'],
          ...others.map(
            (each) =>
              [
                each.lab,
                `${each.title}${each.cannotGrade === undefined ? '' : ' (cannot be graded here)'}`,
              ] as const,
          ),
        ]}
        onChange={onBy}
      />
      <Problem report={asked.problem} />
    </>
  );
}
