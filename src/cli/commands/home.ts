import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';
import { findHome } from '../../seats/home.ts';
import { takeHomeLock } from '../../store/home-lock.ts';
import { findServer } from '../home-client.ts';
import { chooseEngine, type HouseOptions } from '../house.ts';
import type { Output } from '../output.ts';

/** A fresh login link of the server that runs for the home. */
export async function openBook(options: HouseOptions, output: Output): Promise<void> {
  const { home } = findHome(process.env, options.home);
  const server = await findServer(home);
  if (!server)
    throw new DrydockError('not-found', {
      message: `No server runs for the home ${home}.`,
      fix: 'Start one: npm start',
    });
  const login = await server.call<{ url: string }>('POST', '/api/logins', {});
  output.answer(login, [login.url]);
}

/** Ends seats and engines of ours; workspaces, progress and images stay. */
export async function stopSeats(options: HouseOptions, output: Output): Promise<void> {
  const { paths, providers } = await ourProviders(options);
  for (const provider of providers) {
    await provider.stop();
    await provider[Symbol.asyncDispose]();
  }
  output.answer({ stopped: true, home: paths.home }, [
    'Seats and engines of this home are stopped. Files, progress and images are kept.',
  ]);
}

/** Removes all that is ours and nothing else: containers, volumes, the engine, the home. */
export async function cleanHome(
  options: HouseOptions & { readonly keepProgress?: boolean },
  output: Output,
): Promise<void> {
  const { paths, providers } = await ourProviders(options);
  using _ = takeHomeLock(paths.home, 'drydock clean');
  const removed = { containers: 0, networks: 0, volumes: 0 };
  for (const provider of providers) {
    const { containers, networks, volumes } = await provider.clean();
    removed.containers += containers;
    removed.networks += networks;
    removed.volumes += volumes;
    await provider[Symbol.asyncDispose]();
  }
  const what = options.keepProgress ? ['workspaces', 'engine', 'engine.json'] : [''];
  for (const name of what) await rm(join(paths.home, name), { recursive: true, force: true });
  output.answer({ removed, home: paths.home }, [
    `Removed ${removed.containers} containers, ${removed.networks} networks, ${removed.volumes} volumes, and ${paths.home}${options.keepProgress ? ' but for your progress' : ''}.`,
  ]);
}

/** Nested seats first: their outer engine must still be there to end them. */
async function ourProviders(options: HouseOptions) {
  const paths = findHome(process.env, options.home);
  const server = await findServer(paths.home);
  if (server)
    throw new DrydockError('home-locked', {
      message: `The server at ${server.url} still runs.`,
      fix: 'End it with Ctrl-C first.',
    });
  const { provider, nested } = await chooseEngine(options);
  const providers = [nested, provider].filter((each) => each !== undefined);
  return { paths, providers: [...new Set(providers)] };
}
