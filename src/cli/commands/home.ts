import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { removePath } from '../../files/remove-entry.ts';
import { DrydockError } from '../../lab/errors.ts';
import { findHome } from '../../seats/home.ts';
import { readHomeHolder, takeHomeLock } from '../../store/home-lock.ts';
import { openStore } from '../../store/open-store.ts';
import { findServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';
import { endSeats, findOwnSeats, listProjects, projectFilter } from '../own-seats.ts';

/** A fresh login link of the server that runs for the home. */
export async function openBook(options: HomeOptions, output: Output): Promise<void> {
  const { home } = findHome(process.env, options.home);
  readHomeHolder(home);
  const server = await findServer(home);
  if (!server)
    throw new DrydockError('not-found', {
      message: `No server runs for the home ${home}.`,
      fix: 'Start one: npm start',
    });
  const login = await server.call('mintLogin');
  output.answer(login, [login.url]);
}

/** Ends labs, seats and engines of ours; workspaces, progress and images stay. */
export async function stopSeats(options: HomeOptions, output: Output): Promise<void> {
  const ours = await findOwnSeats(options);
  const { home } = ours.paths;
  using _ = takeHomeLock(home, 'drydock stop');
  await endSeats(ours, listProjects(home));
  recordStopped(join(home, 'drydock.db'));
  output.answer({ stopped: true, home }, [
    'Labs, seats and engines of this home are stopped. Files, progress and images are kept.',
  ]);
}

function recordStopped(database: string): void {
  if (!existsSync(database)) return;
  using store = openStore(database);
  for (const { id } of store.listRuns({ intent: 'running' }))
    store.updateRun(id, { intent: 'stopped', step: 'stopped' });
}

/** Removes all that is ours and nothing else: containers, volumes, the engine, the home. */
export async function cleanHome(
  options: HomeOptions & { readonly keepProgress?: boolean },
  output: Output,
): Promise<void> {
  const { paths, providers } = await findOwnSeats(options);
  const projects = listProjects(paths.home);
  const removed = { containers: 0, networks: 0, volumes: 0 };
  {
    using _ = takeHomeLock(paths.home, 'drydock clean');
    for (const provider of providers) {
      const engine = (await provider.isRunning()) ? await provider.connect() : undefined;
      const counts = await Promise.all(
        projects.map(async (project) => engine?.removeLabelled(projectFilter(project))),
      );
      // What labs have built, which has no label of ours.
      for (const project of projects)
        await engine?.pruneImages(`com.docker.compose.project=${project}`, 'unused');
      counts.push(await provider.clean());
      for (const count of counts) {
        removed.containers += count?.containers ?? 0;
        removed.networks += count?.networks ?? 0;
        removed.volumes += count?.volumes ?? 0;
      }
      // In the reader's own Docker our images have a label; in an engine of ours they went with it.
      if (provider.kind === 'host') await engine?.pruneImages('dev.drydock.image', 'unused');
      await provider[Symbol.asyncDispose]();
    }
  }
  const what = options.keepProgress ? ['engine', 'engine-choice.json', 'logs'] : [''];
  for (const name of what) await removePath(join(paths.home, name));
  output.answer({ removed, home: paths.home }, [
    `Removed ${removed.containers} containers, ${removed.networks} networks and ${removed.volumes} volumes, and ` +
      (options.keepProgress ? 'the engine; your files and progress are kept.' : `${paths.home}.`),
  ]);
}
