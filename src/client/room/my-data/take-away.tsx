import { useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { offerFile } from '../../core/offer-file.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

/** All of it as a file, and how it is removed before its time. */
export function TakeAway({ connection }: { readonly connection: Connection }) {
  const { busy, problem, run } = useAttempt();
  const [done, setDone] = useState('');
  const take = async () => {
    const data = await connection.api.call('myData');
    offerFile('my-data.json', 'application/json', JSON.stringify(data, null, 2));
    setDone('It is in your downloads, as my-data.json.');
  };
  return (
    <section>
      <h2>Take it with you, or have it removed</h2>
      <p>
        The file has what is kept of you: your name and when you agreed to what, each attempt with what was
        observed, your answers and hands, who looked into your shell, and your files with their earlier
        versions. What an assignment does not show you yet, and why it was made otherwise for you, is left
        out; the file says so, and until when.
      </p>
      <p>
        <button type="button" class="dd-button" aria-disabled={busy} onClick={() => void run(take)}>
          Download all of it
        </button>{' '}
        <span role="status">{done}</span>
      </p>
      <Problem report={problem} />
      <p>
        To have it removed before its time, ask whoever runs this server: they take you away with one command,
        and nobody can bring it back.
      </p>
    </section>
  );
}
