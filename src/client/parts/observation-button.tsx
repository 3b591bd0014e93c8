import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Observation } from '../../lab/observation/observation.ts';
import { Problem } from './problem.tsx';
import { useAttempt } from './use-attempt.ts';

interface ButtonProps {
  readonly class: string;
  readonly label: string;
  readonly ask: () => Promise<Observation>;
}

/** What was observed, drawn once it is asked for: the drawing is loaded with it. */
export function ObservationButton({ class: of, label, ask }: ButtonProps) {
  const [drawn, setDrawn] = useState<JSX.Element>();
  const { busy, problem, run } = useAttempt();
  const draw = () =>
    void run(async () => {
      const [observation, { drawObservation }] = await Promise.all([ask(), import('./draw-observation.ts')]);
      setDrawn(drawObservation(observation));
    });
  return (
    <div class={of} data-drawn={drawn !== undefined}>
      <button
        type="button"
        class="dd-button"
        aria-disabled={busy}
        aria-expanded={drawn !== undefined}
        onClick={() => (drawn === undefined ? draw() : setDrawn(undefined))}
      >
        {label}
      </button>
      {drawn}
      <Problem report={problem} />
    </div>
  );
}
