import type { LabId } from '../../../lab/lab-id.ts';

interface LabsProps {
  readonly labs: readonly { readonly id: LabId; readonly title: string }[];
}

/** Labs by their titles, in a `select`. */
export function LabOptions({ labs }: LabsProps) {
  return (
    <>
      {labs.map(({ id, title }) => (
        <option key={id} value={id}>
          {title}
        </option>
      ))}
    </>
  );
}

interface SelectProps extends LabsProps {
  readonly words: string;
  readonly lab: LabId;
  readonly choose: (lab: LabId | undefined) => void;
}

/** Of which lab something is asked for. */
export function LabSelect({ words, labs, lab, choose }: SelectProps) {
  return (
    <label class="dd-share-lab">
      {words}{' '}
      <select
        value={lab}
        onChange={({ currentTarget }) => choose(labs.find(({ id }) => id === currentTarget.value)?.id)}
      >
        <LabOptions labs={labs} />
      </select>
    </label>
  );
}
