/** What was last seen of a lab, and how it is judged. */

import type { Manifest } from '../lab/manifest.ts';
import type { Observation } from '../lab/observation.ts';
import { compareObservations } from '../lab/observation-change.ts';
import { skippedQuestions } from '../lab/question.ts';
import type { CheckResult } from '../lab/result.ts';
import type { BeforeJob } from '../lab/wire/events.ts';
import type { JobKind } from '../lab/wire/jobs.ts';
import type { Stage } from './stage.ts';

export class Sight {
  readonly #manifest: Manifest;
  readonly #stage: () => Stage | undefined;
  #last: Observation | undefined;
  /** The last one in which every probe was tried. */
  #full: Observation | undefined;
  #before: BeforeJob | undefined;

  constructor(manifest: Manifest, stage: () => Stage | undefined) {
    this.#manifest = manifest;
    this.#stage = stage;
  }

  get last(): Observation | undefined {
    return this.#last;
  }

  /** `full`: every probe was tried. */
  keep(observation: Observation, { full }: { full: boolean }): void {
    if (full) this.#full = observation;
    this.#last = observation;
  }

  /** What was seen before the latest job, where something was. One is kept, of the last job. */
  get before(): BeforeJob | undefined {
    return this.#before;
  }

  /** A job begins: what is seen from now on is held against what was seen last. */
  part(job: JobKind): void {
    this.#before = this.#last && { job, observation: this.#last };
  }

  /** Nothing is seen any more. */
  lose(): void {
    this.#last = undefined;
  }

  /** Nothing where no stage is open. What was tried on the very containers that run now still counts. */
  judge(observation: Observation): readonly CheckResult[] {
    const earlier = sameContainers(observation, this.#full) ? this.#full?.probes : {};
    return this.#stage()?.judge(observation, earlier) ?? [];
  }

  /** A look that shows what the last one showed is not worth sending to anybody. */
  isNews(observation: Observation): boolean {
    const last = this.#last;
    return (
      !last ||
      compareObservations(last, observation).length > 0 ||
      JSON.stringify(this.judge(last)) !== JSON.stringify(this.judge(observation))
    );
  }

  /** Questions that are not asked on this machine, and why. */
  skipped(): Readonly<Record<string, string>> {
    return this.#last ? skippedQuestions(this.#manifest.questions, this.#last) : {};
  }
}

function sameContainers(now: Observation, then: Observation | undefined): boolean {
  const names = (observation: Observation | undefined) =>
    (observation?.containers ?? []).map(({ declared }) => `${declared.id} ${declared.startedAt}`).join();
  return names(now) === names(then);
}
