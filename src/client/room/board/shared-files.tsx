import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ErrorReport } from '../../../lab/errors.ts';
import type { Observation } from '../../../lab/observation/observation.ts';
import { type SharedFilesEvent, SharedFilesEventSchema } from '../../../lab/wire/shared-files.ts';
import type { ShareView } from '../../../lab/wire/shares.ts';
import type { Connection } from '../../core/connection.ts';
import { holdStream, type LineEvent } from '../../core/held-stream.ts';
import { Problem } from '../../parts/problem.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { type FilesModel, foldFiles, noFiles } from './files-model.ts';

interface SharedProps {
  readonly connection: Connection;
  readonly session: string;
  readonly share: ShareView;
  readonly alias: string;
}

/** Files of a learner, to read, as they are saved; and the X-ray of what runs, once it is asked for. */
export function SharedFiles({ connection, session, share, alias }: SharedProps) {
  const { model, line, refusal } = useFiles(connection, session, share.id);
  const [path, setPath] = useState<string>();
  const { files, texts, trouble, more, observation } = model;
  const shown = files?.find((file) => file.path === path) ?? files?.[0];
  return (
    <div class="dd-shared-files">
      <Problem report={refusal ?? trouble} />
      {line === 'lost' && <p role="status">The line broke. It is tried again by itself.</p>}
      {files === undefined && trouble === undefined && refusal === undefined && (
        <p class="dd-quiet">Reading their files …</p>
      )}
      {files?.length === 0 && <p class="dd-quiet">There are no files yet.</p>}
      {files !== undefined && shown !== undefined && (
        <>
          <label class="dd-share-lab">
            File{' '}
            <select value={shown.path} onChange={({ currentTarget }) => setPath(currentTarget.value)}>
              {files.map((file) => (
                <option key={file.path} value={file.path}>
                  {file.path}
                </option>
              ))}
            </select>
          </label>
          {more && <p class="dd-quiet">There are more files, which are not listed here.</p>}
          {texts.get(shown.path) === undefined ? (
            <p class="dd-quiet">
              {texts.has(shown.path)
                ? `This is no text, or too large to be shown here: ${shown.sizeBytes} bytes.`
                : 'Reading it …'}
            </p>
          ) : (
            <ScrollBox class="dd-shared-text" label={`${shown.path} of ${alias}, as it was saved last`}>
              <pre>
                <code>{texts.get(shown.path)}</code>
              </pre>
            </ScrollBox>
          )}
        </>
      )}
      <XrayNow observation={observation} />
    </div>
  );
}

/** What runs now, drawn anew as it is looked at; the drawing is loaded with it. */
function XrayNow({ observation }: { readonly observation: Observation | undefined }) {
  const [isOpen, setOpen] = useState(false);
  const [draw, setDraw] = useState<{ readonly of: (seen: Observation) => JSX.Element }>();
  useEffect(() => {
    if (isOpen && draw === undefined)
      void import('../../parts/draw-observation.ts').then(({ drawObservation }) =>
        setDraw({ of: drawObservation }),
      );
  }, [isOpen]);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>X-ray of now</summary>
      {observation === undefined ? (
        <p class="dd-quiet">Nothing of this lab was seen to run yet.</p>
      ) : (
        draw?.of(observation)
      )}
    </details>
  );
}

interface Followed {
  readonly model: FilesModel;
  readonly line: LineEvent['state'] | undefined;
  readonly refusal: ErrorReport | undefined;
}

const nothing: Followed = { model: noFiles, line: undefined, refusal: undefined };

function useFiles(connection: Connection, session: string, id: string): Followed {
  const [followed, setFollowed] = useState(nothing);
  useEffect(
    () =>
      holdStream<SharedFilesEvent>(connection, {
        open: (signal, onOpen) =>
          connection.api.follow({ name: 'sharedFiles', call: { session, id }, parse }, signal, onOpen),
        tell: (event) =>
          setFollowed((before) =>
            event.type === 'line'
              ? { ...before, line: event.state, refusal: event.refusal }
              : { ...before, model: foldFiles(before.model, event) },
          ),
        final: [403, 404],
      }),
    [id],
  );
  return followed;
}

const parse = (frame: string): SharedFilesEvent => SharedFilesEventSchema.parse(JSON.parse(frame));
