import { useState } from 'preact/hooks';
import type { LabId } from '../../../lab/lab-id.ts';
import type { ShareView } from '../../../lab/wire/shares.ts';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { asksOf, stateWords } from './share-states.ts';
import { SharedFiles } from './shared-files.tsx';
import { useAnnounced } from './use-announced.ts';

interface FilesProps {
  readonly connection: Connection;
  readonly session: string;
  readonly learner: { readonly person: string; readonly alias: string };
  readonly labs: readonly { readonly id: LabId; readonly title: string }[];
  /** The lab that they are at. */
  readonly at: LabId | undefined;
  readonly shares: readonly ShareView[];
}

/** A learner's files and what runs in their lab now: asked for, and shown while they let it be. */
export function LearnerFiles({ connection, session, learner, labs, at, shares }: FilesProps) {
  const { person, alias } = learner;
  const { busy, problem, run } = useAttempt();
  const [chosen, setLab] = useState<LabId>();
  const { files } = asksOf(shares, connection.person, person);
  const lab = chosen ?? at ?? labs[0]?.id;
  const words = stateWords('files', files?.state, alias);
  useAnnounced(words);
  if (lab === undefined) return null;
  const isAsked = files?.state === 'asked' || files?.state === 'open';
  const ask = () =>
    void run(() => connection.api.call('askShare', { session, person, body: { mode: 'files', lab } }));
  const end = (id: string) => void run(() => connection.api.call('endShare', { session, id }));
  return (
    <section class="dd-detail-files" aria-labelledby="dd-detail-files">
      <h3 id="dd-detail-files">Files, and what runs now</h3>
      <p role="status">{words}</p>
      <div class="dd-room-actions">
        {!isAsked && labs.length > 1 && (
          <label class="dd-share-lab">
            Files of the lab{' '}
            <select
              value={lab}
              onChange={({ currentTarget }) => setLab(labs.find(({ id }) => id === currentTarget.value)?.id)}
            >
              {labs.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          </label>
        )}
        {!isAsked && (
          <button type="button" class="dd-button" aria-disabled={busy} onClick={ask}>
            Ask to see files
          </button>
        )}
        {isAsked && (
          <button type="button" class="dd-button" aria-disabled={busy} onClick={() => end(files.id)}>
            {files.state === 'open' ? 'Stop seeing files' : 'Take back the ask for files'}
          </button>
        )}
      </div>
      <Problem report={problem} />
      {files?.state === 'open' && (
        <SharedFiles key={files.id} connection={connection} session={session} share={files} alias={alias} />
      )}
    </section>
  );
}
