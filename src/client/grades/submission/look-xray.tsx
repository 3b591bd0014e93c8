import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CallOf } from '../../../lab/wire/routes.ts';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../room/problem.tsx';
import { useAttempt } from '../../room/use-attempt.ts';

interface XrayProps {
  readonly connection: Connection;
  readonly of: CallOf<'gradingObservation'>;
  readonly label: string;
}

/** What a look of a grading saw, drawn once it is asked for. */
export function LookXray({ connection, of, label }: XrayProps) {
  const [drawn, setDrawn] = useState<JSX.Element>();
  const { busy, problem, run } = useAttempt();
  const draw = () =>
    void run(async () => {
      const [observation, { drawObservation }] = await Promise.all([
        connection.api.call('gradingObservation', of),
        import('../../room/board/draw-observation.ts'),
      ]);
      setDrawn(drawObservation(observation));
    });
  return (
    <div class="dd-work-xray" data-drawn={drawn !== undefined}>
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
