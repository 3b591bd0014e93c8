import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { TimeReadingView } from '../../../lab/wire/assignments.ts';
import { ApiError } from '../../core/api.ts';
import type { Connection } from '../../core/connection.ts';
import { zoneHere } from '../../core/session-words.ts';
import type { TypedTime } from './typed-time.ts';

interface FieldProps {
  readonly connection: Connection;
  readonly course: { readonly id: string; readonly zone: string };
  readonly label: string;
  readonly value: TypedTime;
  readonly onChange: (value: TypedTime) => void;
}

/**
 * A time by the clocks of a course. The server says which moment that is; where clocks skip it or show it twice, it is
 * taken once somebody chose one of the two.
 */
export function TimeField({ connection, course, label, value, onChange }: FieldProps) {
  const id = useId();
  const [reading, setReading] = useState<TimeReadingView | undefined>(undefined);
  const [choices, setChoices] = useState<Choices>([]);
  const [silence, setSilence] = useState('');
  const asked = useRef(0);
  const ask = async (text: string, known: string | undefined) => {
    asked.current += 1;
    const turn = asked.current;
    if (text === '') return setReading(undefined);
    try {
      const read = await connection.api.call('readTime', { course: course.id, text, reader: zoneHere() });
      // What was typed meanwhile is asked for by itself.
      if (turn !== asked.current) return;
      setSilence('');
      setReading(read);
      if (read.kind === 'choose') setChoices(read.choices);
      onChange({ text, instant: known ?? (read.kind === 'instant' ? read.instant : undefined) });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (turn === asked.current) setSilence(error.report.message);
    }
  };
  const take = (text: string) => {
    onChange({ text, instant: undefined });
    void ask(text, undefined);
  };
  useEffect(() => void ask(value.text, value.instant), []);
  const isWrong = reading !== undefined && reading.kind !== 'instant';
  return (
    <div class="dd-new-field dd-time-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="datetime-local"
        value={value.text.slice(0, 16)}
        aria-invalid={isWrong}
        aria-describedby={`${id}-says`}
        onInput={({ currentTarget }) => {
          setChoices([]);
          take(currentTarget.value);
        }}
      />
      <div id={`${id}-says`} class="dd-time-says" role="status" data-wrong={isWrong}>
        {silence !== '' && <p>{silence}</p>}
        {reading !== undefined && <p>{reading.kind === 'instant' ? reading.words : reading.message}</p>}
      </div>
      {choices.length > 0 && (
        <fieldset class="dd-time-choices">
          <legend>Which of the two?</legend>
          {choices.map(({ text, words }) => (
            <label key={text}>
              <input
                type="radio"
                name={`${id}-choice`}
                checked={value.text === text}
                onChange={() => take(text)}
              />
              <span>{words}</span>
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}

type Choices = Extract<TimeReadingView, { readonly kind: 'choose' }>['choices'];
