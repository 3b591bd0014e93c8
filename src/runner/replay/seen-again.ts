import type { RecordedGrading } from '../../grades/assignments/grading-job.ts';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import { judge } from '../../lab/checks/judge.ts';
import type { CheckResult } from '../../lab/checks/result.ts';
import type { AttemptStore } from '../../lab/ports/store.ts';
import type { LabLibrary } from '../library/lab-library.ts';

/**
 * The whole results of each look of a grading, with what was observed beside what was wanted: judged from what was seen.
 * Undefined where the lab is not the one any more that judged, or what was seen is gone.
 */
export function resultsOf(
  {
    store,
    library,
  }: { readonly store: Pick<AttemptStore, 'readObservation'>; readonly library: Pick<LabLibrary, 'get'> },
  { lab: id, vars }: SubmittedWork,
  { contentHash, observations }: RecordedGrading,
): readonly (readonly CheckResult[])[] | undefined {
  if (observations.length === 0) return undefined;
  const lab = library.get(id);
  if (lab.contentHash !== contentHash) return undefined;
  const looks = observations.map((hash) => store.readObservation(hash));
  const seen = looks.filter((look) => look !== undefined);
  return seen.length === looks.length ? seen.map((look) => judge(lab.manifest, look, vars)) : undefined;
}
