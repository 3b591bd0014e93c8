/** What is shown of a lab to whoever looks: what was seen last, what came of it, and what they are told of it. */
import type { Observation } from '../lab/observation.ts';
import type { Run } from '../lab/ports/store.ts';
import { type CheckResult, sumPoints } from '../lab/result.ts';
import type { CheckReport } from '../lab/wire/checks.ts';
import type { LabEvent } from '../lab/wire/events.ts';
import type { LabStatus, ServiceView } from '../lab/wire/labs.ts';
import type { Audience } from './audience.ts';
import type { Lab } from './library/lab-library.ts';
import { viewServices } from './run-view.ts';
import type { RunnerTools } from './runner-tools.ts';
import type { Sight } from './sight.ts';
import type { Stage } from './stage.ts';
import { newlyDone } from './task-progress.ts';

export interface Shown {
  readonly lab: Lab;
  readonly tools: Pick<RunnerTools, 'store' | 'now' | 'workspaceOf'>;
  readonly audience: Audience;
  readonly sight: Sight;
  run(): Run | undefined;
  /** The stage that is open. */
  stage(): Stage | undefined;
  status(): LabStatus;
}

export class Showing {
  readonly #shown: Shown;
  #services: readonly ServiceView[] = [];
  #unapplied = false;

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  /** As they were seen last. */
  get services(): readonly ServiceView[] {
    return this.#services;
  }

  /** Files of the workspace are not what the last run was made of. */
  get unapplied(): boolean {
    return this.#unapplied;
  }

  get before(): LabEvent {
    const { before } = this.#shown.sight;
    return { type: 'before', ...(before && { before }) };
  }

  tellBefore(): void {
    this.#shown.audience.tell(this.before);
  }

  /** Keeps what was seen, records what became true with it, and tells who looks. */
  async take(
    observation: Observation,
    { full, results: given }: { full: boolean; results?: readonly CheckResult[] },
  ): Promise<void> {
    const { audience, sight } = this.#shown;
    const run = this.#shown.run();
    sight.keep(observation, { full });
    const results = given ?? sight.judge(observation);
    if (run) this.#record(run, results);
    const services = await viewServices(observation, this.#shown.stage()?.spec.seat.engine);
    const isNew = JSON.stringify(services) !== JSON.stringify(this.#services);
    this.#services = services;
    audience.tell({ type: 'observation', observation });
    audience.tell({ type: 'checks', report: this.report(results) });
    if (isNew) this.tellStatus();
  }

  /** Looks again, after a job, at what it may have changed. */
  async refresh(): Promise<void> {
    this.#unapplied = await this.#readUnapplied().catch(() => true);
    this.#services = await this.#readServices().catch(() => []);
  }

  /** Files were saved. */
  async edited(paths: readonly string[]): Promise<void> {
    if (!this.#shown.run()) return;
    // What cannot be read whole is told where it is to be run or kept, not to who saved a file of it.
    const unapplied = await this.#readUnapplied().catch(() => true);
    this.#shown.audience.tell({ type: 'files', paths });
    if (unapplied === this.#unapplied) return;
    this.#unapplied = unapplied;
    this.tellStatus();
  }

  /** What was recorded may make a task done. */
  recorded(): void {
    const { sight } = this.#shown;
    const run = this.#shown.run();
    if (run && sight.last && this.#shown.stage()) this.#record(run, sight.judge(sight.last));
    this.tellStatus();
  }

  report(results: readonly CheckResult[]): CheckReport {
    const { lab, tools } = this.#shown;
    return { lab: lab.id, at: tools.now().toISOString(), results: [...results], ...sumPoints(results) };
  }

  tellStatus(): void {
    const { audience } = this.#shown;
    if (audience.isEmpty) return;
    try {
      audience.tell({ type: 'status', status: this.#shown.status() });
    } catch (error) {
      audience.tellTrouble(error);
    }
  }

  #record(run: Run, results: readonly CheckResult[]): void {
    const { lab, sight } = this.#shown;
    const { store } = this.#shown.tools;
    const events = store.listEvents(run.id);
    const answers = store.latestAnswers({ kind: 'question', run: run.id });
    const skipped = Object.keys(sight.skipped());
    const fresh = newlyDone(lab.manifest, { run: run.id, events, answers, skipped }, results);
    for (const event of fresh) store.addEvent(event);
    if (fresh.length > 0) this.tellStatus();
  }

  async #readUnapplied(): Promise<boolean> {
    const run = this.#shown.run();
    return run !== undefined && (await this.#shown.tools.workspaceOf(run).hash()) !== run.appliedHash;
  }

  async #readServices(): Promise<readonly ServiceView[]> {
    const stage = this.#shown.stage();
    return stage ? viewServices(await stage.observe({ full: false }), stage.spec.seat.engine) : [];
  }
}
