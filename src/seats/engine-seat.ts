import type { ConnectedEngine } from '../engine/connect.ts';
import type { EngineInfo } from '../lab/ports/engine.ts';
import type { Seat } from '../lab/ports/seat.ts';
import type { SeatKind } from '../lab/seats/seat-kind.ts';
import { pendingStarts } from './pending-starts.ts';
import { probeContainer } from './probe-container.ts';
import { shareProbe } from './shared-probe.ts';
import { EngineWorkbenches } from './workbench/engine-workbenches.ts';
import type { WorkspaceMode } from './workbench/workspace-link.ts';

export interface EngineSeatParts {
  readonly id: string;
  readonly kind: SeatKind;
  readonly homeId: string;
  readonly engine: ConnectedEngine;
  readonly info: EngineInfo;
  /** The Engine's socket as its own host sees it. */
  readonly engineSocket: string;
  readonly workspaceMode: WorkspaceMode;
  /** The folder of the home in which workspaces are. */
  readonly workspacesDir: string;
  /** Only where everything on the engine is ours. */
  readonly cutEgress?: NonNullable<Seat['cutEgress']>;
}

/** A seat straight on an engine: host or embedded. Workbench and probe are containers of that engine. */
export function makeEngineSeat(parts: EngineSeatParts): Seat {
  const { id, kind, homeId, engine, info } = parts;
  const probe = shareProbe(async (argv, signal) => {
    const container = await engine.ensureContainer(probeContainer(homeId, id, info, kind), signal);
    return engine.exec(container, { argv, stdin: true, cwd: '/' }, signal);
  });
  const workbenches = new EngineWorkbenches({ ...parts, seatId: id });
  return {
    id,
    kind,
    seatClass: 'own',
    engine,
    openWorkbench: (spec, signal) => workbenches.open(spec, signal),
    findWorkbenches: (signal) => workbenches.find(signal),
    keepWorkbench: () => workbenches.keepOne(),
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
    async [Symbol.asyncDispose]() {
      await Promise.all([workbenches[Symbol.asyncDispose](), probe[Symbol.asyncDispose]()]);
    },
  };
}
