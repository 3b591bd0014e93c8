import { useEffect, useRef, useState } from 'preact/hooks';
import type { CallOf } from '../../../lab/wire/routes.ts';
import type { RoomPrediction, ShownHead } from '../../../lab/wire/shown.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { bookHref } from '../../page/book-root.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import { type Attempt, useAttempt } from '../../parts/use-attempt.ts';
import { PredictionChart, predictionPlace } from '../prediction-chart.tsx';
import type { BoardModel } from './board-model.ts';
import type { BookPart } from './book-parts.ts';
import { LabOptions } from './lab-select.tsx';

interface ShowProps {
  readonly connection: Connection;
  readonly model: BoardModel;
  readonly book: readonly BookPart[];
}

/** What stands on all learners' pages now, and what else can: a prediction of the room, a file, a text. */
export function ShowButton({ connection, model, book }: ShowProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="dd-button" onClick={() => setOpen(true)}>
        {model.shown === undefined ? 'Show to all' : 'Shown to all'}
      </button>
      {isOpen && (
        <Dialog title="Show to all" onClose={() => setOpen(false)}>
          <ShowForm connection={connection} model={model} book={book} />
        </Dialog>
      )}
    </>
  );
}

type ShowBody = CallOf<'show'>['body'];

function ShowForm({ connection, model, book }: ShowProps) {
  const attempt = useAttempt();
  const { id: session } = model.session;
  const show = async (body: ShowBody) => {
    if (await attempt.run(() => connection.api.call('show', { session, body })))
      announce(`Shown to ${model.session.joined} who joined.`);
  };
  return (
    <>
      {model.shown !== undefined && (
        <Now shown={model.shown} attempt={attempt} end={() => connection.api.call('endShown', { session })} />
      )}
      <Problem report={attempt.problem} />
      <Predictions connection={connection} session={session} book={book} attempt={attempt} show={show} />
      <FileForm model={model} busy={attempt.busy} show={show} />
      <TextForm busy={attempt.busy} show={show} />
    </>
  );
}

interface NowProps {
  readonly shown: ShownHead;
  readonly attempt: Attempt;
  readonly end: () => Promise<unknown>;
}

function Now({ shown: { what, title }, attempt: { busy, run }, end }: NowProps) {
  return (
    <div class="dd-note">
      <p>
        On all pages now: <strong>{what === 'file' ? title : `what the room predicted at ${title}`}</strong>
      </p>
      <p class="dd-room-actions">
        <button type="button" class="dd-button" aria-disabled={busy} onClick={() => void run(end)}>
          Stop showing it
        </button>
      </p>
    </div>
  );
}

interface PredictionsProps {
  readonly connection: Connection;
  readonly session: string;
  readonly book: readonly BookPart[];
  readonly attempt: Attempt;
  readonly show: (body: ShowBody) => Promise<void>;
}

/** As they are when this is opened. Until one is shown, learners see nothing of it. */
function Predictions({ connection, session, book, attempt, show }: PredictionsProps) {
  const [predictions, setPredictions] = useState<readonly RoomPrediction[]>();
  useEffect(() => {
    void attempt.run(async () => setPredictions(await connection.api.call('predictions', { session })));
  }, [session]);
  const titleOf = (key: string) => book.find(({ id }) => id === key.split('/')[0])?.title ?? key;
  return (
    <section aria-labelledby="dd-show-predictions">
      <h3 id="dd-show-predictions">What the room predicted</h3>
      {predictions?.length === 0 && (
        <p class="dd-quiet">
          Nobody has predicted anything yet. Chapters ask for predictions before their experiments; answers
          stand here as soon as there are some.
        </p>
      )}
      {predictions?.map((prediction) => (
        <details key={prediction.key} class="dd-show-prediction">
          <summary>
            {titleOf(prediction.key)}, <code>{prediction.key}</code>
          </summary>
          <PredictionChart prediction={prediction} />
          <p class="dd-room-actions">
            <button
              type="button"
              class="dd-button"
              aria-disabled={attempt.busy}
              onClick={() => void show({ what: 'prediction', key: prediction.key })}
            >
              Show to all<span class="sr-only"> what was predicted at {prediction.key}</span>
            </button>
            <a href={bookHref(predictionPlace(prediction.key))}>The question</a>
          </p>
        </details>
      ))}
    </section>
  );
}

interface FormProps {
  readonly busy: boolean;
  readonly show: (body: ShowBody) => Promise<void>;
}

function FileForm({ model, busy, show }: FormProps & { readonly model: BoardModel }) {
  const form = useRef<HTMLFormElement>(null);
  const send = (event: Event) => {
    event.preventDefault();
    if (form.current === null || !form.current.reportValidity()) return;
    const given = new FormData(form.current);
    const lab = model.labs.find(({ id }) => id === given.get('lab'))?.id;
    if (lab !== undefined) void show({ what: 'file', lab, path: String(given.get('path') ?? '') });
  };
  return (
    <form ref={form} class="dd-notice-form" onSubmit={send} aria-labelledby="dd-show-file">
      <h3 id="dd-show-file">A file of yours</h3>
      <p class="dd-quiet">As you have it in the lab now. What you change later is not shown.</p>
      <label class="dd-new-field">
        <span>Lab</span>
        <select name="lab">
          <LabOptions labs={model.labs} />
        </select>
      </label>
      <label class="dd-new-field">
        <span>File</span>
        <input name="path" required maxLength={1_000} defaultValue="compose.yaml" spellcheck={false} />
      </label>
      <p class="dd-room-actions">
        <button type="submit" class="dd-button" aria-disabled={busy}>
          Show the file
        </button>
      </p>
    </form>
  );
}

function TextForm({ busy, show }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const send = (event: Event) => {
    event.preventDefault();
    if (form.current === null || !form.current.reportValidity()) return;
    const given = new FormData(form.current);
    void show({
      what: 'text',
      title: String(given.get('title') ?? ''),
      text: String(given.get('text') ?? ''),
    });
  };
  return (
    <form ref={form} class="dd-notice-form" onSubmit={send} aria-labelledby="dd-show-text">
      <h3 id="dd-show-text">A text</h3>
      <label class="dd-new-field">
        <span>Title</span>
        <input name="title" required maxLength={200} />
      </label>
      <label class="dd-new-field">
        <span>Text</span>
        <textarea name="text" rows={4} required maxLength={200_000} spellcheck={false} />
      </label>
      <p class="dd-room-actions">
        <button type="submit" class="dd-button" aria-disabled={busy}>
          Show the text
        </button>
      </p>
    </form>
  );
}
