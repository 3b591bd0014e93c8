import { useEffect, useRef, useState } from 'preact/hooks';
import { parseLabId } from '../../../lab/lab-id.ts';
import type { MyAssignmentView, MyLabView, WorkToHandInView } from '../../../lab/wire/my-assignments.ts';
import type { Connection } from '../../core/connection.ts';
import { findUnanswered, handIn, inBrowser, receiptWords } from '../../core/hand-in.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

interface PanelProps {
  readonly connection: Connection;
  readonly mine: MyAssignmentView;
  readonly lab: MyLabView;
  readonly at: (time: string) => string;
  readonly again: () => Promise<void>;
}

/** Handing in: first what would be, then whether it shall, then when it was received. */
export function HandInPanel({ connection, mine, lab, at, again }: PanelProps) {
  const handed = { assignment: mine.id, lab: parseLabId(lab.lab) };
  const [work, setWork] = useState<WorkToHandInView>();
  const [said, setSaid] = useState('');
  const [unanswered, setUnanswered] = useState(() => findUnanswered(connection.person, handed));
  const { busy, problem, run } = useAttempt();
  const begin = useRef<HTMLButtonElement>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  const receipt = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (work !== undefined) confirm.current?.focus();
  }, [work !== undefined]);

  const look = () =>
    void run(async () => {
      setSaid('');
      setWork(await connection.api.call('workToHandIn', handed));
    });
  const send = async () => {
    const known = new Set(mine.submissions.map(({ id }) => id));
    const wasSent = unanswered;
    setSaid('Handing in …');
    const isDone = await run(async () => {
      const received = await handIn(inBrowser(connection.api, connection.person), handed);
      const before =
        wasSent !== undefined && known.has(received.submission)
          ? 'It had arrived before: what you changed since is not in it. '
          : '';
      setSaid(`${before}${receiptWords(received, at(received.received))}`);
      setWork(undefined);
      await again();
      // What was pressed is gone, and with the last attempt the way to hand in.
      (begin.current ?? receipt.current)?.focus();
    });
    if (!isDone) setSaid('');
    setUnanswered(findUnanswered(connection.person, handed));
  };

  return (
    <div class="dd-work-hand-in">
      {unanswered !== undefined ? (
        <div class="dd-work-warning">
          <p>
            What you sent {at(unanswered.at)} got no answer, so it is not known whether it arrived. Sent
            again, it is handed in once all the same.
          </p>
          <p>
            <ActButton busy={busy} act={() => void send()}>
              Send it again
            </ActButton>
          </p>
        </div>
      ) : lab.closed !== undefined ? (
        <p class="dd-quiet">{lab.closed}</p>
      ) : work === undefined ? (
        <p>
          <button
            ref={begin}
            type="button"
            class="dd-button"
            data-kind="primary"
            aria-disabled={busy}
            onClick={look}
          >
            Hand in …
          </button>
        </p>
      ) : (
        <div class="dd-note">
          <p>
            <strong>
              {lab.attemptsLeft === null || work.cannotGrade !== undefined
                ? 'This would be handed in:'
                : `This would be handed in, and ${lab.attemptsLeft === 1 ? 'uses your last attempt' : 'uses one of your attempts'}:`}
            </strong>
          </p>
          <Work work={work} />
          <p class="dd-room-actions">
            <button
              ref={confirm}
              type="button"
              class="dd-button"
              data-kind="primary"
              aria-disabled={busy}
              onClick={() => void send()}
            >
              Hand in now
            </button>
            <button
              type="button"
              class="dd-button"
              onClick={() => {
                setWork(undefined);
                requestAnimationFrame(() => begin.current?.focus());
              }}
            >
              Not yet
            </button>
          </p>
        </div>
      )}
      <p ref={receipt} role="status" class="dd-work-receipt" tabIndex={-1}>
        {said}
      </p>
      <Problem report={problem} />
    </div>
  );
}

function Work({ work: { files, leftOut, answers, cannotGrade } }: { readonly work: WorkToHandInView }) {
  return (
    <>
      <ul class="dd-work-files">
        {files.map(({ path, sizeBytes }) => (
          <li key={path}>
            <code>{path}</code> <span class="dd-quiet">{size(sizeBytes)}</span>
          </li>
        ))}
      </ul>
      {files.length === 0 && <p>No file.</p>}
      {cannotGrade !== undefined && (
        <p class="dd-work-warning">Handed in as it is, it could not be graded. {cannotGrade}</p>
      )}
      {leftOut.length > 0 && (
        <p class="dd-work-warning">
          Left out, since it is too large or cannot be read: {leftOut.join(', ')}.
        </p>
      )}
      <p class="dd-quiet">
        {answers.length === 0
          ? 'No question of the lab is answered.'
          : `With ${answers.length === 1 ? 'one answer' : `${answers.length} answers`}: ${answers.map(({ key, value }) => `${key}: ${value}`).join(', ')}.`}{' '}
        What you did in a shell alone is not handed in: write it into <code>run.sh</code>. The files that it
        leaves are graded.
      </p>
    </>
  );
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
