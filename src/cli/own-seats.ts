/** What a home has on engines: found by commands that end it, without a server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DrydockError } from '../lab/errors.ts';
import { projectOf } from '../runner/jobs/run-state.ts';
import { findHome, type HomePaths } from '../seats/home.ts';
import type { SeatProvider } from '../seats/seat-provider.ts';
import { forgetStoppedSeats } from '../seats/suspension/stopped-seats.ts';
import { openStore } from '../store/open-store.ts';
import { findServer } from './home-client.ts';
import { chooseEngine, type HomeOptions } from './open-seats.ts';

export interface OwnSeats {
  readonly paths: HomePaths;
  /** Nested ones first, since their outer engine must still be there to end them. */
  readonly providers: readonly SeatProvider[];
  /** Why there is no provider, where there is none. */
  readonly absent: string | undefined;
}

/** Rejects with `home-locked` while a server runs. */
export async function findOwnSeats(options: HomeOptions): Promise<OwnSeats> {
  const paths = findHome(process.env, options.home);
  const server = await findServer(paths.home);
  if (server)
    throw new DrydockError('home-locked', {
      message: `The server at ${server.url} still runs.`,
      fix: 'End it with Ctrl-C first.',
    });
  const { offered, decision } = await chooseEngine(options);
  const providers = offered ? [...new Set([offered.nested, offered.provider])] : [];
  return { paths, providers, absent: decision.kind === 'absent' ? decision.why : undefined };
}

/** The compose projects of the runs of a home. */
export function listProjects(home: string): readonly string[] {
  const database = join(home, 'drydock.db');
  if (!existsSync(database)) return [];
  using store = openStore(database);
  return store.listRuns().map(projectOf);
}

export const projectFilter = (project: string) => ({ 'com.docker.compose.project': project });

/** Ends labs, seats and engines of a home; what they stored stays. The caller holds its lock. */
export async function endSeats({ paths, providers }: OwnSeats, projects: readonly string[]): Promise<void> {
  for (const provider of providers) {
    const engine = (await provider.isRunning()) ? await provider.connect() : undefined;
    for (const project of projects)
      for (const { id } of (await engine?.inspectContainers(projectFilter(project))) ?? [])
        await engine?.removeContainer(id);
    await provider.stop();
    await provider[Symbol.asyncDispose]();
  }
  await forgetStoppedSeats(paths.home);
}
