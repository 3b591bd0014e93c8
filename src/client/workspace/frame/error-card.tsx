import type { ErrorProblem, ErrorReport } from '../../../lab/errors.ts';
import { holdsCommands, placeWords } from '../../core/report-words.ts';
import { findPlacedFile } from '../files/error-place.ts';
import { useWorkspace } from '../workspace-context.ts';
import { LogText } from './log-text.tsx';
import { Prose } from './prose.tsx';

interface ErrorCardProps {
  readonly error: ErrorReport;
  readonly onClose?: () => void;
}

/** What went wrong, what to do, where it is, and the end of what the tool said. */
export function ErrorCard({ error, onClose }: ErrorCardProps) {
  return (
    <section class="ws-error" role="alert">
      <header>
        <h3>{error.title}</h3>
        {onClose !== undefined && (
          <button type="button" class="ws-link" onClick={onClose}>
            Put away
          </button>
        )}
      </header>
      {error.problems === undefined ? (
        <Problem problem={error} />
      ) : (
        <ul class="ws-problems">
          {error.problems.map((problem) => (
            <li key={`${problem.place?.line} ${problem.message}`}>
              <Problem problem={problem} />
            </li>
          ))}
        </ul>
      )}
      {error.output !== undefined && error.output !== '' && (
        <LogText label="The end of the output" text={error.output.trimEnd()} />
      )}
    </section>
  );
}

function Problem({ problem: { message, place, fix } }: { readonly problem: ErrorProblem }) {
  return (
    <>
      <Prose text={message} />
      {place !== undefined && <PlaceLink place={place} />}
      {fix !== undefined && fix !== '' && <Fix text={fix} />}
    </>
  );
}

/** What to do; commands are to be copied as they stand. */
export function Fix({ text }: { readonly text: string }) {
  if (!holdsCommands(text)) return <Prose class="ws-fix" text={text} />;
  return <pre class="ws-quote">{text.trim()}</pre>;
}

function PlaceLink({ place }: { readonly place: NonNullable<ErrorReport['place']> }) {
  const { files, openPlace } = useWorkspace();
  const known = findPlacedFile(
    place,
    files.entries.value.map((entry) => entry.path),
  );
  if (known === undefined) return <p class="ws-place">{placeWords(place)}</p>;
  return (
    <p class="ws-place">
      <button type="button" class="ws-link" onClick={() => void openPlace(place)}>
        {placeWords({ ...place, file: known })}
      </button>
    </p>
  );
}
