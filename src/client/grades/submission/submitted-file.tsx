import { useState } from 'preact/hooks';
import type { CallOf } from '../../../lab/wire/routes.ts';
import type { Connection } from '../../core/connection.ts';
import { offerFile } from '../../core/offer-file.ts';
import { Problem } from '../../parts/problem.tsx';
import { ScrolledText } from '../../parts/scroll-box.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

interface FileProps {
  readonly connection: Connection;
  readonly of: CallOf<'submittedFile'>;
  readonly path: string;
  readonly isExecutable: boolean;
}

/** A text longer than this is only offered as a file. */
const mostShown = 100_000;

/** A file as it was handed in, asked for once it is unfolded. It is shown as text, and never run or drawn. */
export function SubmittedFile({ connection, of, path, isExecutable }: FileProps) {
  const [content, setContent] = useState<Uint8Array<ArrayBuffer>>();
  const { problem, run } = useAttempt();
  const load = () =>
    void run(async () => {
      const file = await connection.api.call('submittedFile', of);
      setContent(Uint8Array.from(atob(file.content), (sign) => sign.charCodeAt(0)));
    });
  const text = content === undefined ? undefined : textOf(content);
  return (
    <details
      class="dd-work-file"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && content === undefined) load();
      }}
    >
      <summary>
        <code>{path}</code>
        {isExecutable && <span class="dd-quiet"> may be executed</span>}
      </summary>
      <Problem report={problem} />
      {content !== undefined && (
        <>
          {text === undefined ? (
            <p class="dd-quiet">
              {content.length > mostShown ? 'It is too long to be shown here.' : 'It is not text.'}
            </p>
          ) : (
            <ScrolledText label={path} text={text === '' ? '(empty)' : text} />
          )}
          <p>
            <button
              type="button"
              class="dd-button"
              onClick={() => offerFile(path.split('/').at(-1) ?? path, 'application/octet-stream', content)}
            >
              Download<span class="sr-only"> {path}</span>
            </button>
          </p>
        </>
      )}
    </details>
  );
}

/** Undefined where it is no text, or too long. */
function textOf(content: Uint8Array): string | undefined {
  if (content.length > mostShown) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    return text.includes('\u0000') ? undefined : text;
  } catch {
    return undefined;
  }
}
