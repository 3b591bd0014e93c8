import type { Engine } from '../../lab/ports/engine.ts';
import type { ConnectedEngine } from '../connect.ts';
import type { Endpoint } from '../endpoint.ts';
import { describeEndpoint } from '../endpoint.ts';
import type { Catalogue } from './catalogue.ts';
import type { Machine } from './machine.ts';
import { makeLocalMachine } from './machine.ts';
import type { RecipeRunner } from './recipe-runner.ts';
import { makeRecipeRunner } from './recipe-runner.ts';
import type { AskRegistry } from './registry-reach.ts';

/** An engine that images are brought into. */
export interface ImageEngine {
  readonly engine: Engine;
  /** Everything in it is Drydock's: only there may upstream's names stand for what a recipe made. */
  readonly owned: boolean;
  /** Without it, images are only pulled or copied. */
  readonly openRecipes?: () => RecipeRunner;
  /** Without it, nothing is pulled. */
  readonly askRegistry?: AskRegistry;
}

export interface ImageEngineOptions {
  readonly owned: boolean;
  readonly catalogue: Catalogue;
  /** `false` leaves all registries alone. */
  readonly pull?: boolean;
  /** Where containers of this engine find its socket. */
  readonly engineSocket?: string;
  /** Labels of a container that may be needed to build, by which it is known as ours. */
  readonly containerLabels?: Readonly<Record<string, string>>;
  readonly machine?: Machine;
  /** A folder with room for about 400 MB. /var/tmp is on a disk where /tmp may be in memory. */
  readonly workFolder?: string;
}

/** How images get into a connected engine. For an engine that is reached over a stream, see `source`. */
export function makeImageEngine(connected: ConnectedEngine, options: ImageEngineOptions): ImageEngine {
  const dockerHost = dockerHostOf(connected.endpoint);
  const { owned, catalogue, pull = true, machine = makeLocalMachine(), workFolder = '/var/tmp' } = options;
  return {
    engine: connected,
    owned,
    ...(pull && { askRegistry: (reference, signal) => connected.askRegistry(reference, signal) }),
    ...(dockerHost !== undefined && {
      openRecipes: () =>
        makeRecipeRunner({
          engine: connected,
          dockerHost,
          engineSocket: options.engineSocket ?? socketOf(connected.endpoint),
          catalogue,
          machine,
          workFolder,
          containerLabels: options.containerLabels ?? {},
        }),
    }),
  };
}

/** What the docker command line of this machine would reach the engine by. */
function dockerHostOf(endpoint: Endpoint): string | undefined {
  const described = describeEndpoint(endpoint);
  return endpoint.kind === 'stream' && !described.startsWith('ssh://') ? undefined : described;
}

function socketOf(endpoint: Endpoint): string {
  return endpoint.kind === 'socket' ? endpoint.path : '/var/run/docker.sock';
}
