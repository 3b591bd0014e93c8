import { posix, relative } from 'node:path';
import type { ConnectedEngine } from '../../engine/connect.ts';
import type { ExecHelper } from '../../engine/exec/helper/exec-helper.ts';
import { shareHelper } from '../../engine/exec/helper/share-helper.ts';
import type { Seat } from '../../lab/ports/seat.ts';
import type { SeatClass } from '../../lab/seats/seat-class.ts';
import { cutCommand, holdCut } from '../egress-cut.ts';
import { pendingStarts } from '../pending-starts.ts';
import { shareProbe } from '../shared-probe.ts';
import { makeWorkbench } from '../workbench/open-workbench.ts';
import { syncWorkspace } from '../workbench/synced-workspace.ts';
import { bindWorkspace } from '../workbench/workspace-link.ts';
import { type Inside, notPut } from './rootless-exec.ts';

export interface NestedSeatParts {
  readonly id: string;
  readonly seatClass: SeatClass;
  readonly inside: Inside;
  /** What starts programs in there; it ends with the connection to the engine. */
  readonly helper: Pick<ExecHelper, 'start'>;
  /** The seat's container on the outer engine. */
  readonly container: string;
  /** The engine inside. */
  readonly engine: ConnectedEngine;
  /** The folder of workspaces that is bound into the seat, if it is. */
  readonly boundDir: string | undefined;
}

/** How long a program in a seat may take: whoever is root in there can make it hang. */
const programMs = 120_000;

/** The seat's container is workbench and place of the probe at once: what runs in it sees the inner engine's host. */
export function makeNestedSeat(parts: NestedSeatParts): Seat {
  const { id, seatClass, inside, helper, container, engine, boundDir } = parts;
  const probe = shareProbe((argv, signal) => inside.exec(container, { argv, stdin: true, cwd: '/' }, signal));
  return {
    id,
    kind: 'nested',
    seatClass,
    engine,
    async openWorkbench(spec, signal) {
      if (boundDir !== undefined && isBelow(boundDir, spec.workspaceDir)) {
        const workspace = bindWorkspace(spec.workspaceDir);
        const programs = shareHelper(helper);
        return makeWorkbench({
          engine: inside,
          container,
          spec,
          workspace,
          programs,
          remove: async () => {},
        });
      }
      // What a rootless seat keeps is on its own disk, below one folder of the image. Two runs may have folders of one
      // name on the server.
      const path = seatClass === 'rootless' ? posix.join('/workspaces', spec.runId) : spec.workspaceDir;
      const made = await inside.run(container, ['mkdir', '-p', path], {
        cwd: '/',
        timeoutMs: programMs,
        ...(signal && { signal }),
      });
      if (made.exitCode !== 0) throw notPut(path, made.stderr);
      const workspace = syncWorkspace({
        engine: inside,
        container: async () => container,
        seat: id,
        directory: spec.workspaceDir,
        path,
        binds: [],
        onLost: spec.onLost,
      });
      return makeWorkbench({
        engine: inside,
        container,
        spec,
        workspace,
        programs: shareHelper(helper),
        async remove(until) {
          await workspace.abandon(until);
          await inside.run(container, ['rm', '-rf', '--one-file-system', '--', path], {
            cwd: '/',
            timeoutMs: programMs,
            ...(until && { signal: until }),
          });
        },
      });
    },
    // The seat's container is the workbench of all its runs.
    findWorkbenches: async () => [],
    openProbe: (argv) => probe.open(argv),
    pendingStarts: (filter, options) =>
      pendingStarts(
        { engine, run: (argv, how) => inside.run(container, argv, { ...how, cwd: '/' }) },
        filter,
        options,
      ),
    async cutEgress(signal) {
      // Docker names the first interface of a container eth0: through it alone a seat reaches anything.
      const argv = cutCommand(['DOCKER-USER -o eth0', 'OUTPUT -o eth0']);
      const holder = await inside.exec(container, { argv, stdin: true, cwd: '/', user: '0' }, signal);
      const cut = await holdCut(holder);
      return {
        async [Symbol.asyncDispose]() {
          await cut[Symbol.asyncDispose]();
          await holder[Symbol.asyncDispose]();
        },
      };
    },
    get isClosed() {
      return probe.isEnded;
    },
    async [Symbol.asyncDispose]() {
      // Together: the helper that has started the probe ends with the connection.
      await Promise.all([probe[Symbol.asyncDispose](), engine[Symbol.asyncDispose]()]);
    },
  };
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..');
}
