import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { CallOf } from '../../../lab/wire/routes.ts';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../problem.tsx';
import { useAttempt } from '../use-attempt.ts';

interface XrayProps {
  readonly connection: Connection;
  readonly of: CallOf<'learnerObservation'>;
}

/** What an attempt was judged from, drawn once it is asked for: the drawing is loaded with it. */
export function AttemptXray({ connection, of }: XrayProps) {
  const [drawn, setDrawn] = useState<JSX.Element>();
  const { busy, problem, run } = useAttempt();
  const draw = () =>
    void run(async () => {
      const [observation, { drawObservation }] = await Promise.all([
        connection.api.call('learnerObservation', of),
        import('./draw-observation.ts'),
      ]);
      setDrawn(drawObservation(observation));
    });
  return (
    <div class="dd-attempt-xray">
      {drawn ?? (
        <button type="button" class="dd-button" aria-disabled={busy} onClick={draw}>
          X-ray
        </button>
      )}
      <Problem report={problem} />
    </div>
  );
}
