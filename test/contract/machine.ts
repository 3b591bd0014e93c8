import { join } from 'node:path';
import { findDockerdPid } from '../../src/seats/embedded/dockerd-process.ts';
import { embeddedEndpoint } from '../../src/seats/embedded/embedded-engine.ts';
import { makeEmbeddedProvider } from '../../src/seats/embedded/embedded-provider.ts';
import { engineFiles } from '../../src/seats/embedded/engine-paths.ts';
import { findDockerds } from '../../src/seats/embedded/other-dockerd.ts';
import type { HomePaths } from '../../src/seats/home.ts';
import { findHome } from '../../src/seats/home.ts';
import type { FoundDocker } from '../../src/seats/host/find-docker.ts';
import { findDocker } from '../../src/seats/host/find-docker.ts';
import { makeHostProvider } from '../../src/seats/host/host-provider.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';

/** A home of a test's own on the private engine that other homes of this machine use too. */
export function testPaths(home: string): HomePaths {
  return { home, engineHome: findHome(process.env).engineHome };
}

/** Why no private engine can run here; undefined where one can. */
export async function whyNoEmbedded(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'not Linux';
  if (process.getuid?.() !== 0) return 'not root';
  const own = await findDockerdPid(engineFiles(findHome(process.env).engineHome));
  const other = (await findDockerds()).find(({ pid }) => pid !== own);
  return other === undefined ? undefined : `another dockerd runs (process ${other.pid})`;
}

/** The Docker of this machine; where it has none, the private engine stands in for it by its socket. */
export async function findHostDocker(): Promise<FoundDocker> {
  const found = await findDocker(process.env);
  if (found.state === 'reachable' || (await whyNoEmbedded()) !== undefined) return found;
  const { engineHome } = findHome(process.env);
  const paths = { home: '/nonexistent', engineHome };
  await using provider = makeEmbeddedProvider({ paths, homeId: 'none' });
  const engine = await provider.connect();
  const docker = { endpoint: embeddedEndpoint(engineHome), source: 'the private engine' };
  return { state: 'reachable', docker, info: await engine.info() };
}

/** Of which engine nested seats are made here: the private one, else the machine's own. */
export async function makeOuter(home: string, homeId: string): Promise<SeatProvider> {
  if ((await whyNoEmbedded()) === undefined) return makeEmbeddedProvider({ paths: testPaths(home), homeId });
  const found = await findDocker(process.env);
  if (found.state !== 'reachable') throw new Error('there is neither a private engine nor a Docker here');
  const workspacesDir = join(home, 'workspaces');
  return makeHostProvider({ endpoint: found.docker.endpoint, homeId, workspacesDir });
}
