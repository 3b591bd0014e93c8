import { cellWords } from './board-words.ts';
import { SignalShape } from './signal-shape.tsx';

const shown = ['done', 'open', 'failing', 'ours', 'at'] as const;

/** What the shapes say. */
export function Legend({ hasStuck }: { readonly hasStuck: boolean }) {
  return (
    <ul class="dd-board-legend" aria-label="What the shapes mean">
      {shown.map((status) => (
        <li key={status}>
          <SignalShape status={status} /> {cellWords[status]}
        </li>
      ))}
      {hasStuck && (
        <li>
          <span class="dd-board-stuck-sign" aria-hidden="true" /> stuck
        </li>
      )}
    </ul>
  );
}
