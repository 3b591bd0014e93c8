/** The workbenches of a seat straight on an engine: containers of that engine. */
import { dirname } from 'node:path';
import type { ConnectedEngine } from '../../engine/connect.ts';
import { isMadeOf } from '../../engine/container-spec.ts';
import { startWaiting } from '../../engine/exec/waiting-terminal.ts';
import type { FoundWorkbench, Workbench, WorkbenchSpec } from '../../lab/ports/seat.ts';
import { containerName, homeLabel, makeLabels, roleLabel, runLabel } from '../labels.ts';
import { makeWorkbench, type WorkbenchParts } from './open-workbench.ts';
import { seesOurFiles } from './sees-our-files.ts';
import { SpareWorkbench, type TakenWorkbench } from './spare-workbench.ts';
import { syncWorkspace } from './synced-workspace.ts';
import {
  isNameable,
  runOfName,
  spareContainer,
  takenContainer,
  type WorkbenchPlace,
  workbenchContainer,
  workbenchName,
} from './workbench-container.ts';
import { bindWorkspace, type WorkspaceLink, type WorkspaceMode } from './workspace-link.ts';

export interface EngineWorkbenchesParts extends WorkbenchPlace {
  readonly engine: ConnectedEngine;
  readonly workspaceMode: WorkspaceMode;
  /** The folder of the home in which workspaces are. */
  readonly workspacesDir: string;
}

/** Disposing removes the one that nobody has. */
export class EngineWorkbenches implements AsyncDisposable {
  readonly #parts: EngineWorkbenchesParts;
  readonly #spare: SpareWorkbench;
  #mode: WorkspaceMode;

  constructor(parts: EngineWorkbenchesParts) {
    this.#parts = parts;
    this.#mode = parts.workspaceMode;
    const { engine, workspacesDir } = parts;
    this.#spare = new SpareWorkbench({
      engine,
      workspacesDir,
      spec: spareContainer(parts, workspacesDir),
      isOfUse: (container) => this.#isBound(container, workspacesDir),
      startWaiting: (container, signal) =>
        startWaiting((request, until) => engine.exec(container, request, until), signal),
    });
  }

  /** From now on one is kept ready. Resolves once that was tried; there is none where files cannot be bound. */
  async keepOne(): Promise<void> {
    if (this.#mode !== 'synced') await this.#spare.keep();
  }

  /** As `Seat.openWorkbench` promises. */
  async open(spec: WorkbenchSpec, signal?: AbortSignal): Promise<Workbench> {
    if (this.#mode === 'synced') return this.#openSynced(spec, signal);
    const { engine } = this.#parts;
    const link = bindWorkspace(spec.workspaceDir);
    const { container, waiting } = await this.#ensureBound(spec, link, signal);
    if (await this.#isBound(container, spec.workspaceDir))
      return this.#finish({ spec, workspace: link, container, waiting });
    await engine.removeContainer(container);
    return this.#openSynced(spec, signal);
  }

  /** As `Seat.findWorkbenches` promises. */
  async find(signal?: AbortSignal): Promise<readonly FoundWorkbench[]> {
    const { engine, homeId } = this.#parts;
    const ours = { [homeLabel]: homeId, [roleLabel]: 'workbench' };
    const things = (await engine.listLabelled(homeLabel, signal)).filter(({ labels }) =>
      Object.entries(ours).every(([label, value]) => labels[label] === value),
    );
    const listed = await engine.listContainers(ours, signal);
    const runs = new Set([
      ...things.flatMap(({ labels }) => labels[runLabel] ?? []),
      ...listed.flatMap(({ name }) => runOfName(name) ?? []),
    ]);
    return Array.from(runs, (runId) => ({
      runId,
      async remove() {
        for (const { id, name } of await engine.listContainers(ours))
          if (name === workbenchName(runId)) await engine.removeContainer(id);
        await engine.removeLabelled({ ...ours, [runLabel]: runId });
      },
    }));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#spare[Symbol.asyncDispose]();
  }

  /** One that the run has stays as it was made; one that is made for it sees its own files alone. */
  async #ensureBound(
    spec: WorkbenchSpec,
    link: WorkspaceLink,
    signal?: AbortSignal,
  ): Promise<TakenWorkbench> {
    const { engine, workspacesDir, homeId } = this.#parts;
    const own = workbenchContainer(this.#parts, spec, link);
    const mayTake = dirname(spec.workspaceDir) === workspacesDir && isNameable(spec.runId);
    if (!mayTake) return { container: await engine.ensureContainer(own, signal), waiting: undefined };
    signal?.throwIfAborted();
    const taken = takenContainer(this.#parts, workspacesDir, spec);
    const given = await this.#spare.take(taken.name);
    if (given)
      try {
        // Somebody may have stopped it.
        return { ...given, container: await engine.ensureContainer(taken, signal) };
      } catch (error) {
        await given.waiting?.[Symbol.asyncDispose]();
        throw error;
      }
    const ours = { [homeLabel]: homeId, [roleLabel]: 'workbench' };
    const found = (await engine.listContainers(ours, signal)).find(({ name }) => name === taken.name);
    const isTaken = found !== undefined && isMadeOf(found, taken);
    return { container: await engine.ensureContainer(isTaken ? taken : own, signal), waiting: undefined };
  }

  /** Whether folders that are bound into the container are ours; looked at once for all of them. */
  async #isBound(container: string, directory: string): Promise<boolean> {
    if (this.#mode === 'auto')
      this.#mode = (await seesOurFiles(this.#parts.engine, container, directory)) ? 'bound' : 'synced';
    return this.#mode === 'bound';
  }

  async #openSynced(spec: WorkbenchSpec, signal?: AbortSignal): Promise<Workbench> {
    const { engine, homeId, seatId } = this.#parts;
    const volume = containerName('workbench', `${spec.runId}-files`);
    const labels = makeLabels({ home: homeId, role: 'workbench', run: spec.runId, seat: seatId });
    const path = await engine.ensureVolume(volume, labels);
    const binds = [`${volume}:${path}`];
    const container = await engine.ensureContainer(
      workbenchContainer(this.#parts, spec, { path, binds }),
      signal,
    );
    const { workspaceDir: directory, onLost } = spec;
    const link = syncWorkspace({
      engine,
      container: async () => container,
      seat: seatId,
      directory,
      path,
      binds,
      onLost,
    });
    return this.#finish({ spec, workspace: link, container }, volume);
  }

  #finish(made: Omit<WorkbenchParts, 'engine' | 'remove'>, volume?: string): Workbench {
    const { engine } = this.#parts;
    const { container, workspace } = made;
    return makeWorkbench({
      ...made,
      engine,
      async remove(signal) {
        await workspace.abandon(signal);
        await engine.removeContainer(container);
        if (volume !== undefined) await engine.removeVolume(volume);
      },
    });
  }
}
