import { stat } from 'node:fs/promises';
import type { ConnectedEngine } from '../engine/connect.ts';
import { DrydockError } from '../lab/errors.ts';
import type { EngineInfo } from '../lab/ports/engine.ts';
import type { Seat, Workbench, WorkbenchSpec } from '../lab/ports/seat.ts';
import type { SeatKind } from '../lab/seats/seat-kind.ts';
import { containerName, homeLabel, makeLabels, roleLabel, runLabel } from './labels.ts';
import { pendingStarts } from './pending-starts.ts';
import { probeContainer } from './probe-container.ts';
import { shareProbe } from './shared-probe.ts';
import { makeWorkbench } from './workbench/open-workbench.ts';
import { syncWorkspace } from './workbench/synced-workspace.ts';
import { workbenchContainer } from './workbench/workbench-container.ts';
import type { WorkspaceLink } from './workbench/workspace-link.ts';
import { bindWorkspace } from './workbench/workspace-link.ts';

/** `bound`: one copy, bound at its own path. `synced`: a volume, kept equal. `auto`: bound where that reaches us. */
export type WorkspaceMode = 'auto' | 'bound' | 'synced';

export interface EngineSeatParts {
  readonly id: string;
  readonly kind: SeatKind;
  readonly homeId: string;
  readonly engine: ConnectedEngine;
  readonly info: EngineInfo;
  /** The Engine's socket as its own host sees it. */
  readonly engineSocket: string;
  readonly workspaceMode: WorkspaceMode;
  /** Only where everything on the engine is ours. */
  readonly cutEgress?: NonNullable<Seat['cutEgress']>;
}

/** A seat straight on an engine: host or embedded. Workbench and probe are containers of that engine. */
export function makeEngineSeat(parts: EngineSeatParts): Seat {
  const { id, kind, homeId, engine, info } = parts;
  let mode = parts.workspaceMode;
  const probe = shareProbe(async (argv, signal) => {
    const container = await engine.ensureContainer(probeContainer(homeId, id, info, kind), signal);
    return engine.exec(container, { argv, stdin: true, cwd: '/' }, signal);
  });

  async function ensureWorkbench(
    spec: WorkbenchSpec,
    link: Pick<WorkspaceLink, 'path' | 'binds'>,
    signal?: AbortSignal,
  ) {
    const container = { ...parts, seatId: id, spec, workspacePath: link.path, binds: link.binds };
    return engine.ensureContainer(workbenchContainer(container), signal);
  }

  function finish(
    spec: WorkbenchSpec,
    workspace: WorkspaceLink,
    container: string,
    volume?: string,
  ): Workbench {
    return makeWorkbench({
      engine,
      container,
      spec,
      workspace,
      async remove(signal) {
        await workspace.abandon(signal);
        await engine.removeContainer(container);
        if (volume !== undefined) await engine.removeVolume(volume);
      },
    });
  }

  async function openSynced(spec: WorkbenchSpec, signal?: AbortSignal): Promise<Workbench> {
    const volume = containerName('workbench', `${spec.runId}-files`);
    const labels = makeLabels({ home: homeId, role: 'workbench', run: spec.runId, seat: id });
    const path = await engine.ensureVolume(volume, labels);
    const binds = [`${volume}:${path}`];
    const container = await ensureWorkbench(spec, { path, binds }, signal);
    const { workspaceDir: directory, onLost } = spec;
    const link = syncWorkspace({
      engine,
      container: async () => container,
      seat: id,
      directory,
      path,
      binds,
      onLost,
    });
    return finish(spec, link, container, volume);
  }

  return {
    id,
    kind,
    seatClass: 'own',
    engine,
    async openWorkbench(spec, signal) {
      if (mode === 'synced') return openSynced(spec, signal);
      const link = bindWorkspace(spec.workspaceDir);
      const container = await ensureWorkbench(spec, link, signal);
      if (mode === 'auto') {
        if (!(await seesOurFiles(engine, container, spec.workspaceDir))) {
          mode = 'synced';
          await engine.removeContainer(container);
          return openSynced(spec, signal);
        }
        mode = 'bound';
      }
      return finish(spec, link, container);
    },
    async findWorkbenches(signal) {
      const ours = { [homeLabel]: homeId, [roleLabel]: 'workbench' };
      const found = (await engine.listLabelled(homeLabel, signal)).filter(({ labels }) =>
        Object.entries(ours).every(([label, value]) => labels[label] === value),
      );
      return [...new Set(found.flatMap(({ labels }) => labels[runLabel] ?? []))].map((runId) => ({
        runId,
        async remove() {
          await engine.removeLabelled({ ...ours, [runLabel]: runId });
        },
      }));
    },
    openProbe: (argv) => probe.open(argv),
    pendingStarts: (filter, options) =>
      pendingStarts(
        {
          engine,
          async run(argv, how) {
            const container = await engine.ensureContainer(
              probeContainer(homeId, id, info, kind),
              how.signal,
            );
            return engine.run(container, argv, { ...how, cwd: '/' });
          },
        },
        filter,
        options,
      ),
    ...(parts.cutEgress && { cutEgress: parts.cutEgress }),
    get isClosed() {
      return probe.isEnded;
    },
    [Symbol.asyncDispose]: () => probe[Symbol.asyncDispose](),
  };
}

/**
 * Whether a directory that was bound into a container is ours: device and inode are the same on one kernel. An
 * engine in a virtual machine, or one reached from inside of a container, makes an empty directory of that name.
 */
export async function seesOurFiles(
  engine: ConnectedEngine,
  container: string,
  directory: string,
): Promise<boolean> {
  const ours = await stat(directory);
  const seen = await engine.run(container, ['stat', '-c', '%d:%i', directory], {
    cwd: '/',
    timeoutMs: 20_000,
  });
  if (seen.exitCode !== 0 && seen.stderr === '' && seen.stdout === '') {
    throw new DrydockError('engine-failed', {
      message: `The workbench image has no stat(1); it cannot be used.`,
    });
  }
  return seen.stdout.trim() === `${ours.dev}:${ours.ino}`;
}
