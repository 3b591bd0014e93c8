import { join } from 'node:path';
import type { ConnectedEngine } from '../../engine/connect.ts';
import { connectEngine } from '../../engine/connect.ts';
import type { Endpoint } from '../../engine/endpoint.ts';
import { makeEngineSeat } from '../engine-seat.ts';
import { listEngineSeats, stopEngineSeats } from '../engine-seats.ts';
import type { HomePaths } from '../home.ts';
import { homeLabel } from '../labels.ts';
import type { OpenOptions, SeatProvider } from '../seat-provider.ts';
import type { WorkspaceMode } from '../workbench/workspace-link.ts';
import { cutEmbedded } from './embedded-cut.ts';
import {
  type EmbeddedOptions,
  embeddedEndpoint,
  embeddedEngineRuns,
  removeEmbeddedEngine,
  startEmbeddedEngine,
  stopEmbeddedEngine,
} from './embedded-engine.ts';
import { engineFiles } from './engine-paths.ts';

export interface EmbeddedProviderOptions {
  readonly paths: HomePaths;
  readonly homeId: string;
  /** Where workspaces are; `workspaces` in the home by default. */
  readonly workspacesDir?: string;
  readonly confirmInstall?: EmbeddedOptions['confirmInstall'];
  readonly workspaceMode?: WorkspaceMode;
}

/**
 * Seats on a private engine that Drydock starts and owns. Where its folder belongs to another home, that one
 * decides over the engine's life: `stop` and `clean` then end only what is this home's.
 */
export function makeEmbeddedProvider(options: EmbeddedProviderOptions): SeatProvider {
  const { paths, homeId, confirmInstall, workspaceMode = 'bound' } = options;
  const { home, engineHome } = paths;
  const { workspacesDir = join(home, 'workspaces') } = options;
  const shared = home !== engineHome;
  let connection: Promise<ConnectedEngine> | undefined;

  /** Connects once for all callers, also for those who ask at the same time. */
  function connectOnce(endpoint: Endpoint, signal?: AbortSignal): Promise<ConnectedEngine> {
    connection ??= connectEngine(endpoint, signal).catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    return connection;
  }

  async function connect({ onProgress = () => {}, signal }: OpenOptions = {}): Promise<ConnectedEngine> {
    const endpoint = await startEmbeddedEngine({
      engineHome,
      onProgress,
      ...(confirmInstall && { confirmInstall }),
      ...(signal && { signal }),
    });
    return connectOnce(endpoint, signal);
  }

  async function connectIfRunning(): Promise<ConnectedEngine | undefined> {
    if (!(await embeddedEngineRuns(engineHome))) return undefined;
    return connectOnce(embeddedEndpoint(engineHome));
  }

  return {
    kind: 'embedded',
    seatClass: 'own',
    owned: true,
    connect,
    isRunning: () => embeddedEngineRuns(engineHome),
    async open(id, openOptions = {}) {
      const engine = await connect(openOptions);
      const info = await engine.info(openOptions.signal);
      const engineSocket = engineFiles(engineHome).socket;
      const cutEgress = () => cutEmbedded(engineHome);
      return makeEngineSeat({
        id,
        kind: 'embedded',
        homeId,
        engine,
        info,
        engineSocket,
        workspacesDir,
        workspaceMode,
        cutEgress,
      });
    },
    async list() {
      const engine = await connectIfRunning();
      return engine === undefined ? [] : listEngineSeats(engine, homeId);
    },
    async stop() {
      const engine = await connectIfRunning();
      if (engine !== undefined) await stopEngineSeats(engine, homeId);
      if (!shared) await stopEmbeddedEngine(engineHome);
    },
    async clean() {
      const engine = await connectIfRunning();
      const removed = await engine?.removeLabelled({ [homeLabel]: homeId });
      if (!shared) await removeEmbeddedEngine(engineHome);
      return removed ?? { containers: 0, networks: 0, volumes: 0 };
    },
    async [Symbol.asyncDispose]() {
      const engine = await connection?.catch(() => undefined);
      connection = undefined;
      await engine?.[Symbol.asyncDispose]();
    },
  };
}
