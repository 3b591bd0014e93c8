import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

/** Signs this browser out of the session, as at a device that others use too. */
export function LeaveHere({ connection }: { readonly connection: Connection }) {
  const { busy, problem, run } = useAttempt();
  return (
    <details>
      <summary>Leave on this device</summary>
      <p>What you made stays. Keep your link first: only it brings you back.</p>
      <p>
        <button
          type="button"
          class="dd-button"
          aria-disabled={busy}
          onClick={() => void run(connection.signOut)}
        >
          Sign out
        </button>
      </p>
      <Problem report={problem} />
    </details>
  );
}
