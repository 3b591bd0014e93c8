/**
 * One workspace and its containers in one seat, and the few moves that everything is made of: lay files, bring up,
 * look, take down. The runner plays a learner's lab on it, the verifier a lab's states, one after the other.
 */
import { mkdir } from 'node:fs/promises';
import { DrydockError } from '../lab/errors.ts';
import { judge } from '../lab/judge.ts';
import { type Manifest, wantsImageFacts } from '../lab/manifest.ts';
import type { Observation, ProbeResult } from '../lab/observation.ts';
import type { Compose } from '../lab/ports/compose.ts';
import type { Seat, Workbench, WorkbenchSpec } from '../lab/ports/seat.ts';
import type { CheckResult } from '../lab/result.ts';
import type { Vars } from '../lab/vars.ts';
import type { ImageFactsCache } from '../observe/image-facts.ts';
import { type LiveMoment, watchProject } from '../observe/live.ts';
import { observe } from '../observe/observe.ts';
import { probeArgv } from '../observe/probe-program.ts';
import { type GateParts, type Passed, passGate } from './gate.ts';
import { type BreachParts, breached, findBreach, watchStart } from './gate-breach.ts';
import type { StateFiles } from './library/lab-state.ts';
import { prepareSources } from './mount-sources.ts';
import { type KeepVersion, layFiles } from './workspace/lay-files.ts';
import { Workspace } from './workspace/workspace.ts';

export interface StageSpec {
  readonly seat: Seat;
  readonly manifest: Manifest;
  readonly vars: Vars;
  readonly runId: string;
  readonly project: string;
  readonly workspaceDir: string;
  readonly compose: Compose;
  readonly imageFacts: ImageFactsCache;
  readonly onLost?: WorkbenchSpec['onLost'];
}

export class Stage implements AsyncDisposable {
  readonly spec: StageSpec;
  readonly workbench: Workbench;
  readonly workspace: Workspace;
  /** What the gate let through last. */
  passed: Passed | undefined;

  private constructor(spec: StageSpec, workbench: Workbench) {
    this.spec = spec;
    this.workbench = workbench;
    this.workspace = new Workspace(spec.workspaceDir);
  }

  /** Opens, or finds, the workbench. */
  static async open(spec: StageSpec, signal?: AbortSignal): Promise<Stage> {
    await mkdir(spec.workspaceDir, { recursive: true });
    const { seat, runId, project, workspaceDir, onLost } = spec;
    return new Stage(spec, await seat.openWorkbench({ runId, project, workspaceDir, onLost }, signal));
  }

  /**
   * Makes the workspace hold these files and nothing else; `keep` gets what goes. Resolves with the paths of all that
   * it wrote or removed. Rejects as `layFiles` does.
   */
  async lay(files: StateFiles, keep?: KeepVersion): Promise<readonly string[]> {
    await this.workbench.syncOut();
    const { root } = this.workspace;
    const deletePaths = (paths: readonly string[]) => this.workbench.deletePaths(paths);
    const touched = await layFiles({ root, files, keep, deletePaths });
    await this.workbench.syncIn();
    return touched;
  }

  /** Takes the workspace's compose file through the gate, and starts nothing. Rejects as `passGate` does. */
  async passGate(signal: AbortSignal): Promise<Passed> {
    await this.workbench.syncIn();
    this.passed = undefined;
    this.passed = await passGate(this.#gateParts(signal));
    return this.passed;
  }

  /**
   * Brings up what the workspace says, where the gate lets it through. Rejects as `passGate` and `Compose` do, and with
   * `gate-breached`, everything taken down, where what runs is not what had been allowed.
   */
  async up(signal: AbortSignal, onOutput?: (text: string) => void): Promise<Passed> {
    const passed = await this.passGate(signal);
    const parts = { ...this.#gateParts(signal), seat: this.spec.seat, passed };
    await prepareSources(parts);
    const failure = await this.#start(parts, signal, onOutput);
    // What was started before something failed runs too; where even that cannot be seen, the failure says why.
    const looked = await findBreach(
      parts,
      { isComplete: failure === undefined },
      failure ? AbortSignal.timeout(20_000) : signal,
    ).catch((error: unknown) => {
      if (failure) return [];
      throw error;
    });
    const breach =
      looked.length > 0 ? breached(looked) : isBreach(failure?.error) ? failure?.error : undefined;
    if (breach) {
      await this.#takeAway();
      throw breach;
    }
    if (failure) throw failure.error;
    return passed;
  }

  async #start(
    parts: BreachParts,
    signal: AbortSignal,
    onOutput: ((text: string) => void) | undefined,
  ): Promise<{ readonly error: unknown } | undefined> {
    const { compose, project } = this.spec;
    await using watch = await watchStart(parts, signal);
    const options = {
      project,
      signal: AbortSignal.any([signal, watch.signal]),
      ...(onOutput ? { onOutput } : {}),
    };
    const sources = parts.passed.sources.map(({ inside }) => inside);
    try {
      await compose.up(this.workbench, options, parts.passed.file, sources);
    } catch (error) {
      return { error: watch.signal.aborted ? watch.signal.reason : error };
    }
    return watch.signal.aborted ? { error: watch.signal.reason } : undefined;
  }

  /** Removes the project's containers and networks and, where asked, volumes; those started by hand too. */
  async down({ volumes }: { volumes: boolean }): Promise<void> {
    const { compose, project, seat } = this.spec;
    const removeAll = () => seat.engine.removeLabelled({ 'com.docker.compose.project': project });
    // Where nothing is to be kept there is nothing to end well for, and labels say what there is.
    if (volumes) {
      // A workbench that is gone runs nothing, and an engine that is away says so when asked next.
      await compose.endLeft(this.workbench, { project }).catch(() => undefined);
      return void (await removeAll());
    }
    // A compose file that no longer parses must not keep containers alive.
    await compose.down(this.workbench, { project, volumes }).catch(removeAll);
  }

  /** Looks. `full` tries every probe of the manifest and waits for images to be read. */
  observe({ full }: { full: boolean }, signal?: AbortSignal): Promise<Observation> {
    return observe(this.spec.project, this.#tools(), { ...this.#wanted({ full }), signal });
  }

  /** Goes on looking for as long as somebody iterates. */
  watch(signal: AbortSignal): AsyncGenerator<LiveMoment, void, undefined> {
    return watchProject(this.spec.project, this.#tools(), { ...this.#wanted({ full: false }), signal });
  }

  /** Judges; results of probes in `earlier` stand in for those that this observation did not try. */
  judge(
    observation: Observation,
    earlier: Readonly<Record<string, ProbeResult>> = {},
  ): readonly CheckResult[] {
    const probes = { ...earlier, ...observation.probes };
    return judge(this.spec.manifest, { ...observation, probes }, this.spec.vars);
  }

  /** Lets go; containers and shells go on. */
  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.workbench[Symbol.asyncDispose]();
  }

  async #takeAway(): Promise<void> {
    const { seat, project } = this.spec;
    await this.down({ volumes: false });
    // Compose leaves what it did not make itself.
    for (const { id } of await seat.engine.inspectContainers({ 'com.docker.compose.project': project }))
      await seat.engine.removeContainer(id);
  }

  #gateParts(signal: AbortSignal): GateParts {
    const { compose, seat, manifest, project } = this.spec;
    const { workbench, workspace } = this;
    return { compose, engine: seat.engine, workbench, manifest, project, root: workspace.root, signal };
  }

  #tools() {
    const { seat } = this.spec;
    return {
      engine: seat.engine,
      openProbe: (signal?: AbortSignal) => seat.openProbe(probeArgv(), signal),
      openHttpProbe: (signal?: AbortSignal) => this.workbench.openProbe(probeArgv(), signal),
    };
  }

  #wanted({ full }: { full: boolean }) {
    const { manifest, imageFacts } = this.spec;
    return {
      probes: manifest.probes.filter((probe) => full || probe.cheap),
      imageFacts: wantsImageFacts(manifest)
        ? { services: 'all' as const, cache: imageFacts, wait: full }
        : undefined,
    };
  }
}

const isBreach = (error: unknown) => error instanceof DrydockError && error.code === 'gate-breached';
