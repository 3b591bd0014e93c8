/** What was last seen of a lab, and what it is held against. */

import type { CheckResult } from '../../lab/checks/result.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import { compareObservations } from '../../lab/observation/observation-change.ts';
import type { ProbeResult } from '../../lab/observation/probe-result.ts';
import type { BeforeJob } from '../../lab/wire/events.ts';
import type { JobKind } from '../../lab/wire/jobs.ts';
import type { Stage } from '../stage/stage.ts';

export class LastSeen {
  #last: Observation | undefined;
  /** The last one in which every probe was tried. */
  #full: Observation | undefined;
  #before: BeforeJob | undefined;

  get last(): Observation | undefined {
    return this.#last;
  }

  /** What was seen before the latest job, where something was. */
  get before(): BeforeJob | undefined {
    return this.#before;
  }

  /** `full`: every probe was tried. */
  keep(observation: Observation, { full }: { full: boolean }): void {
    if (full) this.#full = observation;
    this.#last = observation;
  }

  /** A job begins: what is seen from now on is held against what was seen last. */
  part(job: JobKind): void {
    this.#before = this.#last && { job, observation: this.#last };
  }

  /** Nothing is seen any more. */
  forget(): void {
    this.#last = undefined;
  }

  /** What was tried on the very containers that run now still counts. */
  judge(stage: Pick<Stage, 'judge'>, observation: Observation): readonly CheckResult[] {
    return stage.judge(observation, this.#stillTrue(observation));
  }

  /** A look that shows what the last one showed is not worth sending to anybody. */
  isNews(stage: Pick<Stage, 'judge'>, observation: Observation): boolean {
    const last = this.#last;
    return (
      !last ||
      compareObservations(last, observation).length > 0 ||
      JSON.stringify(this.judge(stage, last)) !== JSON.stringify(this.judge(stage, observation))
    );
  }

  #stillTrue(now: Observation): Readonly<Record<string, ProbeResult>> {
    return this.#full && namesOf(now) === namesOf(this.#full) ? this.#full.probes : {};
  }
}

const namesOf = ({ containers }: Observation): string =>
  containers.map(({ declared }) => `${declared.id} ${declared.startedAt}`).join();
