import { useEffect, useState } from 'preact/hooks';
import type { PointerView } from '../../../lab/wire/pointers.ts';
import type { Connection } from '../../core/connection.ts';
import { copyText } from '../../core/copy-text.ts';
import { announce } from '../../core/dom.ts';
import { insertLine } from '../../core/inserted-line.ts';
import { teacherName } from '../../core/session-words.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

interface PointersProps {
  readonly connection: Connection;
  readonly pointers: readonly PointerView[];
}

/** What was pointed out to this learner: a line goes behind the prompt, and is run by nobody else. */
export function Pointers({ connection, pointers }: PointersProps) {
  return (
    <>
      {pointers.map((pointer) => (
        <Pointer key={pointer.id} connection={connection} pointer={pointer} />
      ))}
    </>
  );
}

function Pointer({
  connection,
  pointer: { id, author, line, note },
}: Omit<PointersProps, 'pointers'> & { readonly pointer: PointerView }) {
  const { busy, problem, run } = useAttempt();
  const [said, setSaid] = useState('');
  const who = teacherName(author);
  useEffect(
    () => announce(`${who} points out: ${[note, line].filter((each) => each !== undefined).join(' ')}`),
    [id],
  );
  const answer = (given: 'inserted' | 'dismissed') =>
    void run(() => connection.api.call('answerPointer', { id, body: { answer: given } }));
  const insert = (text: string) => {
    if (busy) return;
    if (insertLine(text)) answer('inserted');
    else setSaid('No terminal is open on this page. Open the one of your lab, then insert it, or copy it.');
  };
  const copy = async (text: string) =>
    setSaid((await copyText(text)) ? 'Copied.' : 'The browser lets this page copy nothing.');
  return (
    <section class="dd-ask" aria-label="Pointed out to you">
      <p class="dd-quiet">{who} points out</p>
      {note !== undefined && <p class="dd-pointer-note">{note}</p>}
      {line !== undefined && (
        <pre class="dd-pointer-line">
          <code>{line}</code>
        </pre>
      )}
      <p class="dd-room-actions">
        {line !== undefined && (
          <>
            <button
              type="button"
              class="dd-button"
              data-kind="primary"
              aria-disabled={busy}
              title="Puts it behind your prompt; Enter is yours"
              onClick={() => insert(line)}
            >
              Insert
            </button>
            <button type="button" class="dd-button" onClick={() => void copy(line)}>
              Copy
            </button>
          </>
        )}
        <ActButton busy={busy} act={() => answer('dismissed')} kind="quiet">
          Dismiss
        </ActButton>
      </p>
      <p role="status">{said}</p>
      <Problem report={problem} />
    </section>
  );
}
