import { useId } from 'preact/hooks';

interface NumberProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly least: number;
  /** Whole numbers, where none is said. */
  readonly step?: string;
  readonly problem?: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A number as it is typed. */
export function NumberField({ label, hint, value, least, step = '1', problem, onChange }: NumberProps) {
  const id = useId();
  return (
    <label class="dd-new-field">
      <span>
        {label} {hint !== undefined && <span class="dd-quiet">{hint}</span>}
      </span>
      <input
        type="number"
        min={least}
        step={step}
        value={value}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-problem`}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <span id={`${id}-problem`} class="dd-field-problem">
        {problem}
      </span>
    </label>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onChange: (value: string) => void;
}

/** The label stands beside it: one around it would be called by all of its options. */
export function SelectField({ label, value, options, onChange }: SelectProps) {
  const id = useId();
  return (
    <div class="dd-new-field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ReasonProps {
  readonly label: string;
  /** Where none is said it is. */
  readonly required?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Why something is done, in a line. */
export function ReasonField({ label, required = true, value, onChange }: ReasonProps) {
  const id = useId();
  return (
    <div class="dd-work-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        required={required}
        maxLength={2000}
        value={value}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </div>
  );
}
