import { DrydockError, type ErrorProblem } from '../lab/errors.ts';
import type { ComposeSource } from './compose-source.ts';
import { dotted, type GateProblem } from './problem.ts';

/** What the learner is told: all of it at once, in the order of the file. */
export function gateError(problems: readonly GateProblem[], source: ComposeSource): DrydockError {
  const placed = problems.map((problem) => placeProblem(problem, source)).toSorted(byPlace);
  const [first] = placed;
  if (!first) throw new Error('an error without a problem');
  const refused = problems.some(({ kind }) => kind === 'refused');
  const more = placed.length - 1;
  return new DrydockError(refused ? 'compose-refused' : 'bad-compose', {
    message: `${first.message}${more === 0 ? '' : ` There ${more === 1 ? 'is one more thing' : `are ${more} more things`} to put right, listed below.`}`,
    ...(first.fix === undefined ? {} : { fix: `${first.fix} What runs has not been touched.` }),
    ...(first.place === undefined ? {} : { place: first.place }),
    ...(more === 0 ? {} : { problems: placed }),
  });
}

function placeProblem(
  { path, hint, message, fix, elsewhere }: GateProblem,
  source: ComposeSource,
): ErrorProblem {
  if (elsewhere) return { message, fix, place: { key: dotted(path), ...elsewhere } };
  const at = source.locate(path, hint);
  return {
    message,
    fix,
    place: { file: source.file, ...at, ...(path.length === 0 ? {} : { key: dotted(path) }) },
  };
}

/** The compose file first, then others; each from its top down. */
function byPlace(a: ErrorProblem, b: ErrorProblem): number {
  const rank = ({ place }: ErrorProblem) => (/compose\.ya?ml$/.test(place?.file ?? '') ? 0 : 1);
  return (
    rank(a) - rank(b) ||
    (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
    (a.place?.column ?? 0) - (b.place?.column ?? 0)
  );
}
