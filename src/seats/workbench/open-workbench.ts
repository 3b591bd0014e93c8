import { runToEnd } from '../../engine/exec/command.ts';
import { makeExecHelper, type ProgramStarter } from '../../engine/exec/helper/exec-helper.ts';
import type { WaitingTerminal } from '../../engine/exec/waiting-terminal.ts';
import type { Engine, ExecRequest, RunOptions } from '../../lab/ports/engine.ts';
import type { Workbench, WorkbenchSpec } from '../../lab/ports/seat.ts';
import { shareProbe } from '../shared-probe.ts';
import { deleteInside } from './delete-inside.ts';
import type { WorkspaceLink } from './workspace-link.ts';

export interface WorkbenchParts {
  readonly engine: Pick<Engine, 'exec'>;
  readonly container: string;
  readonly spec: WorkbenchSpec;
  readonly workspace: WorkspaceLink;
  /** What starts its programs; it is ended with the workbench. One of its own where there is none. */
  readonly programs?: ProgramStarter;
  /** What becomes the first program that wants a terminal; it is ended with the workbench. */
  readonly waiting?: WaitingTerminal | undefined;
  /** Ends what belongs to this run alone. */
  readonly remove: (signal?: AbortSignal) => Promise<void>;
}

/** The face of a workbench over a container that runs, whether it is the run's own or a seat's. */
export function makeWorkbench(parts: WorkbenchParts): Workbench {
  const { engine, container, spec, workspace, waiting, remove } = parts;
  const env = { ...spec.env, COMPOSE_PROJECT_NAME: spec.project, HOME: '/root' };
  const place = <T extends Partial<ExecRequest>>(request: T) => ({
    ...request,
    cwd: request.cwd ?? workspace.path,
    env: { ...env, ...request.env },
  });
  const programs =
    parts.programs ?? makeExecHelper((request, signal) => engine.exec(container, place(request), signal));
  const run = (argv: readonly string[], options: RunOptions = {}) =>
    runToEnd(programs.start, argv, place(options));
  const probe = shareProbe((argv, signal) =>
    engine.exec(container, place<ExecRequest>({ argv, stdin: true }), signal),
  );
  const letGo = async () => {
    await Promise.all([probe, programs, waiting].map((each) => each?.[Symbol.asyncDispose]()));
  };
  return {
    container,
    workspacePath: workspace.path,
    exec: async (request, signal) =>
      (await waiting?.become(place(request), signal)) ?? engine.exec(container, place(request), signal),
    run,
    openProbe: (argv) => probe.open(argv),
    syncIn: (signal) => workspace.syncIn(signal),
    syncOut: (signal) => workspace.syncOut(signal),
    async deletePaths(paths, signal) {
      await deleteInside(run, paths, signal);
      await workspace.forget(paths, signal);
    },
    async remove(signal) {
      await letGo();
      await remove(signal);
    },
    [Symbol.asyncDispose]: letGo,
  };
}
