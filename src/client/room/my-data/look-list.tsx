import '../attempt-list.css';
import type { ShareView } from '../../../lab/wire/shares.ts';
import { teacherName } from '../../core/session-words.ts';

interface ListProps {
  readonly looks: readonly ShareView[];
  /** A time as the reader's clock has it. */
  readonly at: (time: string) => string;
  readonly titleOf: (lab: string) => string;
}

const asked = {
  look: 'to see your shell',
  type: 'to type in your shell',
  files: 'to see your files',
} as const;
const became = {
  asked: 'You have not answered yet.',
  open: 'You said yes, and it is open.',
  refused: 'You said no.',
  ended: 'It has ended.',
} as const;

/** Who asked for what, and when they looked; the newest first. */
export function LookList({ looks, at, titleOf }: ListProps) {
  if (looks.length === 0) return <p class="dd-quiet">Nobody has asked to.</p>;
  return (
    <ol class="dd-attempts">
      {looks.toReversed().map(({ id, viewerName, mode, lab, state, askedAt, looks: seen }) => (
        <li key={id}>
          <p class="dd-attempt-head">
            <strong>{teacherName(viewerName)}</strong>
            <span>
              asked {asked[mode]} of {titleOf(lab)}
            </span>
            <span class="dd-quiet">{at(askedAt)}</span>
          </p>
          <p>
            {became[state]}{' '}
            {seen.length === 0
              ? 'Nothing was looked at.'
              : `Looked at ${seen.map(({ since, until }) => `from ${at(since)} ${until === undefined ? 'until now' : `to ${at(until)}`}`).join('; ')}.`}
          </p>
        </li>
      ))}
    </ol>
  );
}
