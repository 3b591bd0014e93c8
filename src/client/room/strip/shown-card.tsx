import { useEffect, useState } from 'preact/hooks';
import type { ShownContent, ShownHead } from '../../../lab/wire/shown.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { personalKey, readStored, store } from '../../core/local-storage.ts';
import { teacherName } from '../../core/session-words.ts';
import { isText } from '../../core/shape.ts';
import { bookHref } from '../../page/book-root.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { PredictionChart, predictionPlace } from '../prediction-chart.tsx';

interface ShownProps {
  readonly connection: Connection;
  readonly shown: ShownHead;
}

/** What whoever leads shows to all, on the page that is open; it can be folded, and goes when it ends. */
export function ShownCard({ connection, shown }: ShownProps) {
  const key = personalKey(connection.person, 'shown-folded');
  const [folded, setFolded] = useState(() => readStored(key, isText));
  const [content, setContent] = useState<ShownContent>();
  const { problem, run } = useAttempt();
  const { id, what, title, by } = shown;
  const isFolded = folded === id;
  const words = what === 'file' ? title : 'What the room predicted';
  useEffect(() => {
    announce(`${teacherName(by)} shows: ${words}`);
  }, [id]);
  useEffect(() => {
    if (!isFolded) void run(async () => setContent(await connection.api.call('myShown')));
  }, [id, isFolded]);
  const fold = () => {
    const next = isFolded ? '' : id;
    store(key, next);
    setFolded(next);
  };
  return (
    <section class="dd-room-card" aria-labelledby="dd-shown-title">
      <div class="dd-room-card-head">
        <h2 id="dd-shown-title">
          <span class="dd-quiet">{teacherName(by)} shows</span> {words}
        </h2>
        <button
          type="button"
          class="dd-button"
          data-kind="quiet"
          aria-expanded={!isFolded}
          aria-controls="dd-shown-content"
          onClick={fold}
        >
          {isFolded ? 'Look' : 'Fold'}
        </button>
      </div>
      <div id="dd-shown-content" hidden={isFolded}>
        {content?.id === id && <Content content={content} />}
        <Problem report={problem} />
      </div>
    </section>
  );
}

function Content({ content }: { readonly content: ShownContent }) {
  if (content.what === 'prediction')
    return (
      <>
        <PredictionChart prediction={content.prediction} />
        <p>
          <a href={bookHref(predictionPlace(content.prediction.key))}>The question</a>
        </p>
      </>
    );
  return (
    <pre class="dd-shown-text" tabindex={0}>
      <code>{content.text}</code>
    </pre>
  );
}
