/**
 * One workspace and its containers in one seat, and the few moves that everything is made of: lay files, bring up,
 * look, take down. The runner plays a learner's lab on it, the verifier a lab's states, one after the other.
 */
import { makeFolder } from '../../files/make-folder.ts';
import { judge } from '../../lab/checks/judge.ts';
import type { CheckResult } from '../../lab/checks/result.ts';
import { DrydockError } from '../../lab/errors.ts';
import { askedFactsOf, type Manifest } from '../../lab/manifest/manifest.ts';
import type { Vars } from '../../lab/manifest/vars.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import type { ProbeResult } from '../../lab/observation/probe-result.ts';
import type { Compose } from '../../lab/ports/compose.ts';
import type { EngineInfo } from '../../lab/ports/engine.ts';
import type { Seat, Workbench, WorkbenchSpec } from '../../lab/ports/seat.ts';
import { fillProbe } from '../../lab/probes/active-probe.ts';
import type { ImageFactsCache } from '../../observe/facts/image-facts.ts';
import { type LiveMoment, watchProject } from '../../observe/live.ts';
import { observe } from '../../observe/observe.ts';
import { probeArgv } from '../../observe/probe/probe-program.ts';
import type { StateFiles } from '../library/lab-state.ts';
import { span } from '../trace.ts';
import { type KeepVersion, layFiles } from '../workspace/lay-files.ts';
import { Workspace } from '../workspace/workspace.ts';
import { type GatedCompose, type GateParts, passGate, placeInSource } from './gate.ts';
import { endOtherwise } from './gate-breach.ts';
import { findLedAway, ledAway } from './led-away.ts';
import { prepareSources } from './mount-sources.ts';
import { refuseUnmet } from './refuse-unmet.ts';
import { isBreach, lookAfter, startPassed } from './start-passed.ts';
import { endStarts } from './stuck-starts.ts';

export interface StageSpec {
  readonly seat: Seat;
  readonly manifest: Manifest;
  readonly vars: Vars;
  readonly runId: string;
  readonly project: string;
  readonly workspaceDir: string;
  readonly compose: Compose;
  readonly imageFacts: ImageFactsCache;
  /** How long the start of one container may take where it waits for a listener's answers. */
  readonly startMs?: number;
  readonly onLost?: WorkbenchSpec['onLost'];
}

export class Stage implements AsyncDisposable {
  readonly spec: StageSpec;
  readonly workbench: Workbench;
  readonly workspace: Workspace;
  /** What the gate let through last. */
  passed: GatedCompose | undefined;
  /** Starts of containers at which it was looked where their mounts lead. */
  readonly #looked = new Set<string>();

  private constructor(spec: StageSpec, workbench: Workbench) {
    this.spec = spec;
    this.workbench = workbench;
    this.workspace = new Workspace(spec.workspaceDir);
  }

  /** Opens, or finds, the workbench. Rejects with `seat-unmet` where what the lab needs cannot be done there. */
  static async open(spec: StageSpec, signal?: AbortSignal): Promise<Stage> {
    makeFolder(spec.workspaceDir);
    const { seat, manifest, runId, project, workspaceDir, onLost } = spec;
    await refuseUnmet(seat, manifest.needs, signal);
    return new Stage(spec, await seat.openWorkbench({ runId, project, workspaceDir, onLost }, signal));
  }

  /**
   * Makes the workspace hold these files and nothing else; `keep` gets what goes. Resolves with the paths of all that
   * it wrote or removed. Rejects as `layFiles` does.
   */
  lay(files: StateFiles, keep?: KeepVersion, signal?: AbortSignal): Promise<readonly string[]> {
    return span('files', () => this.#lay(files, keep, signal));
  }

  async #lay(
    files: StateFiles,
    keep: KeepVersion | undefined,
    signal: AbortSignal | undefined,
  ): Promise<readonly string[]> {
    await this.workbench.syncOut(signal);
    const { root } = this.workspace;
    const deletePaths = (paths: readonly string[]) => this.workbench.deletePaths(paths, signal);
    const touched = await layFiles({ root, files, keep, deletePaths });
    await this.workbench.syncIn(signal);
    return touched;
  }

  /** Takes the workspace's compose file through the gate, and starts nothing. Rejects as `passGate` does. */
  async passGate(signal: AbortSignal): Promise<GatedCompose> {
    await span('files', () => this.workbench.syncIn(signal));
    this.passed = undefined;
    this.passed = await span('gate', () => passGate(this.#gateParts(signal)));
    return this.passed;
  }

  /**
   * Brings up what the workspace says, where the gate lets it through. Rejects as `passGate` and `Compose` do, and with
   * `gate-breached`, everything taken down, where what runs is not what had been allowed.
   */
  async up(signal: AbortSignal, onOutput?: (text: string) => void): Promise<GatedCompose> {
    await this.passGate(signal);
    return this.start(signal, onOutput);
  }

  /** As `up`, of what the gate let through last, where nobody can have changed the workspace since. */
  async start(signal: AbortSignal, onOutput?: (text: string) => void): Promise<GatedCompose> {
    const { passed } = this;
    if (!passed) throw new DrydockError('internal', { message: 'The gate has let nothing through yet.' });
    const { seat, startMs } = this.spec;
    const parts = { ...this.#gateParts(signal), seat, startMs, passed };
    const tell = (sentence: string) => onOutput?.(`${sentence}\n`);
    await span('compare', () => endOtherwise(parts, tell, signal));
    await span('files', () => prepareSources(parts));
    const failure = await span('up', () => startPassed(parts, signal, onOutput));
    if (failure) await this.#endStarts();
    const wrong = isBreach(failure?.error)
      ? failure
      : await span('compare', () => lookAfter(parts, failure === undefined));
    if (wrong === undefined) {
      if (failure) throw placeInSource(failure.error, passed.source);
      return passed;
    }
    // What is told is what went wrong first: an engine that went away can neither be looked at nor be cleared.
    const told = wrong.isUnseen && failure ? failure.error : wrong.error;
    await this.#takeAway().catch((error: unknown) => {
      if (!wrong.isUnseen) throw error;
    });
    throw told;
  }

  /**
   * Looks where the mounts lead of what was started since the last look, by itself or by hand. Rejects with
   * `gate-breached`, everything taken down, where one leads out of the workspace.
   */
  async lookAgain(signal: AbortSignal): Promise<void> {
    const { seat, manifest, project } = this.spec;
    const { workbench } = this;
    const found = await findLedAway({ seat, manifest, project, workbench }, this.#looked, signal);
    if (found.length === 0) return;
    await this.#takeAway();
    throw ledAway(found);
  }

  /** Removes the project's containers and networks and, where asked, volumes; those started by hand too. */
  down(how: { readonly volumes: boolean }, signal?: AbortSignal): Promise<void> {
    return span('down', () => this.#down(how, signal));
  }

  async #down({ volumes }: { readonly volumes: boolean }, signal?: AbortSignal): Promise<void> {
    const { compose, project, seat } = this.spec;
    await this.#endStarts();
    const options = { project, ...(signal && { signal }) };
    const removeAll = () => seat.engine.removeLabelled({ 'com.docker.compose.project': project });
    // Where nothing is to be kept there is nothing to end well for, and labels say what there is.
    if (volumes) {
      // A workbench that is gone runs nothing, and an engine that is away says so when asked next.
      await compose.endLeft(this.workbench, options).catch(() => signal?.throwIfAborted());
      return void (await removeAll());
    }
    // A compose file that no longer parses must not keep containers alive.
    await compose.down(this.workbench, { ...options, volumes }).catch(async () => {
      signal?.throwIfAborted();
      await removeAll();
    });
  }

  /** Looks. `full` tries every probe of the manifest and waits for images to be read. */
  observe(
    { full, info }: { readonly full: boolean; readonly info?: Promise<EngineInfo> },
    signal?: AbortSignal,
  ): Promise<Observation> {
    const tools = { ...this.#tools(), info };
    const wanted = { ...this.#wanted({ full }), signal };
    return span('observe', () => observe(this.spec.project, tools, wanted));
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

  /** The Engine removes no container whose start waits in the kernel; what is left of Compose would start it anew. */
  async #endStarts(): Promise<void> {
    const { compose, project, seat } = this.spec;
    const filter = { 'com.docker.compose.project': project };
    const pending = await seat.pendingStarts(filter, { end: false }).catch(() => []);
    if (pending.length === 0) return;
    await compose.endLeft(this.workbench, { project }).catch(() => undefined);
    await endStarts({ seat, project });
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
    const inWorkbench: Workbench['run'] = (argv, options) => this.workbench.run(argv, options);
    return {
      engine: seat.engine,
      openProbe: (signal?: AbortSignal) => seat.openProbe(probeArgv(), signal),
      openHttpProbe: (signal?: AbortSignal) => this.workbench.openProbe(probeArgv(), signal),
      // A nested seat's container is the host of its engine and the workbench of its labs.
      places: { workbench: inWorkbench, ...(seat.kind === 'nested' && { seat: inWorkbench }) },
    };
  }

  #wanted({ full }: { full: boolean }) {
    const { manifest, imageFacts, vars } = this.spec;
    const asked = askedFactsOf(manifest, vars);
    return {
      asked,
      probes: manifest.probes.filter((probe) => full || probe.cheap).map((probe) => fillProbe(probe, vars)),
      imageFacts: asked.images && {
        services: 'all' as const,
        cache: imageFacts,
        texts: asked.images.texts,
        wait: full,
      },
    };
  }
}
