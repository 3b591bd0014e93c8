import { useState } from 'preact/hooks';
import type { LabId } from '../../../lab/lab-id.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { LabSelect } from './lab-select.tsx';
import type { SharesProps } from './learner-terminal.tsx';
import { asksOf, stateWords } from './share-states.ts';
import { SharedFiles } from './shared-files.tsx';
import { useAnnounced } from './use-announced.ts';

/** A learner's files and what runs in their lab now: asked for, and shown while they let it be. */
export function LearnerFiles({ connection, session, learner, labs, at, shares }: SharesProps) {
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
          <LabSelect words="Files of the lab" labs={labs} lab={lab} choose={setLab} />
        )}
        {!isAsked && (
          <ActButton busy={busy} act={ask}>
            Ask to see files
          </ActButton>
        )}
        {isAsked && (
          <ActButton busy={busy} act={() => end(files.id)}>
            {files.state === 'open' ? 'Stop seeing files' : 'Take back the ask for files'}
          </ActButton>
        )}
      </div>
      <Problem report={problem} />
      {files?.state === 'open' && (
        <SharedFiles key={files.id} connection={connection} session={session} share={files} alias={alias} />
      )}
    </section>
  );
}
