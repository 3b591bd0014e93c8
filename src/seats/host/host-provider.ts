import type { ConnectedEngine } from '../../engine/connect.ts';
import { connectEngine } from '../../engine/connect.ts';
import type { Endpoint } from '../../engine/endpoint.ts';
import type { EngineInfo } from '../../lab/ports/engine.ts';
import { makeEngineSeat } from '../engine-seat.ts';
import { listEngineSeats, stopEngineSeats } from '../engine-seats.ts';
import { homeLabel } from '../labels.ts';
import type { SeatProvider } from '../seat-provider.ts';
import type { WorkspaceMode } from '../workbench/workspace-link.ts';

export interface HostOptions {
  readonly endpoint: Endpoint;
  readonly homeId: string;
  /** The folder of the home in which workspaces are. */
  readonly workspacesDir: string;
  readonly workspaceMode?: WorkspaceMode;
}

/** Seats on the Docker that the machine has. */
export function makeHostProvider(options: HostOptions): SeatProvider {
  const { endpoint, homeId, workspacesDir, workspaceMode = 'auto' } = options;
  let connection: Promise<ConnectedEngine> | undefined;
  const connect = (signal?: AbortSignal) => {
    connection ??= connectEngine(endpoint, signal).catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    return connection;
  };
  return {
    kind: 'host',
    seatClass: 'own',
    owned: false,
    connect: ({ signal } = {}) => connect(signal),
    async isRunning() {
      const soon = AbortSignal.timeout(5_000);
      return connect(soon)
        .then((engine) => engine.info(soon))
        .then(
          () => true,
          () => false,
        );
    },
    async open(id, { signal } = {}) {
      const engine = await connect(signal);
      const info = await engine.info(signal);
      const engineSocket = socketOnItsHost(endpoint, info);
      const files = { workspacesDir, workspaceMode };
      return makeEngineSeat({ id, kind: 'host', homeId, engine, info, engineSocket, ...files });
    },
    list: async () => listEngineSeats(await connect(), homeId),
    stop: async () => stopEngineSeats(await connect(), homeId),
    clean: async () => (await connect()).removeLabelled({ [homeLabel]: homeId }),
    async [Symbol.asyncDispose]() {
      const engine = await connection?.catch(() => undefined);
      await engine?.[Symbol.asyncDispose]();
    },
  };
}

/**
 * Where containers find the Engine's socket. On Linux it is the one that we use; in the virtual machine of
 * Docker Desktop, Colima and others, and on other machines, it is where Docker puts it.
 */
export function socketOnItsHost(
  endpoint: Endpoint,
  info: Pick<EngineInfo, 'operatingSystem'>,
  platform: NodeJS.Platform = process.platform,
): string {
  const inMachine = platform !== 'linux' || info.operatingSystem === 'Docker Desktop';
  return endpoint.kind === 'socket' && !inMachine ? endpoint.path : '/var/run/docker.sock';
}
