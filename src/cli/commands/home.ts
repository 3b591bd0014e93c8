import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { removePath } from '../../files/remove-entry.ts';
import { DrydockError } from '../../lab/errors.ts';
import { projectOf } from '../../runner/run-project.ts';
import { findHome } from '../../seats/home.ts';
import { forgetStoppedSeats } from '../../seats/suspension/stopped-seats.ts';
import { readHomeHolder, takeHomeLock } from '../../store/home-lock.ts';
import { openStore } from '../../store/open-store.ts';
import { findServer } from '../home-client.ts';
import { chooseEngine, type HouseOptions } from '../house.ts';
import type { Output } from '../output.ts';

/** A fresh login link of the server that runs for the home. */
export async function openBook(options: HouseOptions, output: Output): Promise<void> {
  const { home } = findHome(process.env, options.home);
  readHomeHolder(home);
  const server = await findServer(home);
  if (!server)
    throw new DrydockError('not-found', {
      message: `No server runs for the home ${home}.`,
      fix: 'Start one: npm start',
    });
  const login = await server.call<{ url: string }>('POST', '/api/logins', {});
  output.answer(login, [login.url]);
}

/** Ends labs, seats and engines of ours; workspaces, progress and images stay. */
export async function stopSeats(options: HouseOptions, output: Output): Promise<void> {
  const ours = await findOurs(options);
  using _ = takeHomeLock(ours.paths.home, 'drydock stop');
  for (const provider of ours.providers) {
    const engine = (await provider.isRunning()) ? await provider.connect() : undefined;
    for (const project of ours.projects)
      for (const { id } of (await engine?.inspectContainers(projectFilter(project))) ?? [])
        await engine?.removeContainer(id);
    await provider.stop();
    await provider[Symbol.asyncDispose]();
  }
  ours.recordStopped();
  await forgetStoppedSeats(ours.paths.home);
  output.answer({ stopped: true, home: ours.paths.home }, [
    'Labs, seats and engines of this home are stopped. Files, progress and images are kept.',
  ]);
}

/** Removes all that is ours and nothing else: containers, volumes, the engine, the home. */
export async function cleanHome(
  options: HouseOptions & { readonly keepProgress?: boolean },
  output: Output,
): Promise<void> {
  const { paths, providers, projects } = await findOurs(options);
  const removed = { containers: 0, networks: 0, volumes: 0 };
  {
    using _ = takeHomeLock(paths.home, 'drydock clean');
    for (const provider of providers) {
      const engine = (await provider.isRunning()) ? await provider.connect() : undefined;
      const counts = [
        ...(await Promise.all(
          projects.map(async (project) => engine?.removeLabelled(projectFilter(project))),
        )),
        await provider.clean(),
      ];
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

const projectFilter = (project: string) => ({ 'com.docker.compose.project': project });

/** What this home has: its providers, nested ones first since their outer engine must still be there to end them. */
async function findOurs(options: HouseOptions) {
  const paths = findHome(process.env, options.home);
  const server = await findServer(paths.home);
  if (server)
    throw new DrydockError('home-locked', {
      message: `The server at ${server.url} still runs.`,
      fix: 'End it with Ctrl-C first.',
    });
  const { provider, nested } = await chooseEngine(options);
  const providers = [...new Set([nested, provider].filter((each) => each !== undefined))];
  const database = join(paths.home, 'drydock.db');
  if (!existsSync(database)) return { paths, providers, projects: [], recordStopped: () => undefined };
  using store = openStore(database);
  const projects = store.listRuns().map(projectOf);
  const recordStopped = () => {
    using again = openStore(database);
    for (const { id } of again.listRuns({ intent: 'running' }))
      again.updateRun(id, { intent: 'stopped', step: 'stopped' });
  };
  return { paths, providers, projects, recordStopped };
}
