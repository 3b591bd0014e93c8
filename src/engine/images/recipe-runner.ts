import { rm } from 'node:fs/promises';
import { DrydockError } from '../../lab/errors.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import type { AptContext } from './apt-context.ts';
import { makeAptContext } from './apt-context.ts';
import { bootstrapImage } from './bootstrap.ts';
import type { BuildState } from './build-log.ts';
import { BuildLog } from './build-log.ts';
import type { Catalogue } from './catalogue.ts';
import { makeContainerBuilder } from './container-builder.ts';
import { findHostBuilder } from './host-builder.ts';
import type { ImageBuilder } from './image-builder.ts';
import type { CatalogueImage } from './image-spec.ts';
import type { Machine } from './machine.ts';
import { explainRecipeFailure } from './recipe-failure.ts';
import { makeWorkFolder } from './work-folder.ts';

/** One image to make. */
export interface RecipeOrder {
  readonly image: CatalogueImage;
  /** The name to give it. */
  readonly reference: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Build argument → reference of the base that stands for it in the engine. */
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Run every step again, though its inputs are the same: for newer packages. */
  readonly fresh: boolean;
}

/** Runs recipes on one engine. What it needs is set up with the first recipe and taken down when disposed. */
export interface RecipeRunner extends AsyncDisposable {
  /**
   * @throws `build-failed` with the step and the end of its output, `disk-full`, `image-unavailable` where this
   * machine cannot run the recipe, `cancelled`. Then nothing carries the reference that did not before.
   */
  make(order: RecipeOrder, tell: (state: BuildState) => void, signal?: AbortSignal): Promise<void>;
}

export interface RecipeRunnerParts {
  readonly engine: Engine;
  /** The engine as DOCKER_HOST names it. */
  readonly dockerHost: string;
  /** Where the engine's own host has the engine's socket. */
  readonly engineSocket: string;
  readonly catalogue: Catalogue;
  readonly machine: Machine;
  /** A folder on a disk with room for about 400 MB; it has to exist. */
  readonly workFolder: string;
  /** Labels of the container that builds where this machine has no buildx. */
  readonly containerLabels: Readonly<Record<string, string>>;
}

export function makeRecipeRunner(parts: RecipeRunnerParts): RecipeRunner {
  const { engine, machine, catalogue } = parts;
  let folder: Promise<string> | undefined;
  let apt: Promise<AptContext> | undefined;
  let builder: ImageBuilder | undefined;

  async function getBuilder(
    base: string,
    tell: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<ImageBuilder> {
    builder ??=
      (await findHostBuilder(machine, parts.dockerHost, signal)) ??
      (await makeContainerBuilder({
        engine,
        engineSocket: parts.engineSocket,
        base,
        aptFolder: (await getApt()).folder,
        labels: parts.containerLabels,
        onLine: tell,
        signal,
      }));
    return builder;
  }

  function getApt(): Promise<AptContext> {
    apt ??= getFolder().then((made) => makeAptContext(machine, catalogue.aptFolder, made));
    return apt;
  }

  function getFolder(): Promise<string> {
    folder ??= makeWorkFolder(parts.workFolder);
    return folder;
  }

  return {
    async make({ image, reference, labels, buildArgs, fresh }, tell, signal) {
      const { recipe } = image;
      const context = await getApt();
      if (recipe.kind === 'bootstrap') {
        const request = {
          suite: recipe.suite,
          layOutMerged: recipe.layOutMerged ?? false,
          folder: image.folder,
          reference,
          labels,
          changes: recipe.changes,
          workFolder: await getFolder(),
        };
        await bootstrapImage(machine, engine, context, request, (step) => tell({ step }), signal);
        return;
      }
      const [base] = Object.values(buildArgs);
      if (base === undefined) {
        throw new DrydockError('bad-manifest', { message: `The recipe of ${image.id} names no base.` });
      }
      const builds = await getBuilder(base, (step) => tell({ step }), signal);
      const log = new BuildLog();
      const { exitCode } = await builds.build(
        {
          folder: image.folder,
          target: recipe.target,
          reference,
          labels,
          buildArgs,
          aptFolder: context.folder,
          fresh,
        },
        (line) => {
          const state = log.add(line);
          if (state !== undefined) tell(state);
        },
        signal,
      );
      if (exitCode !== 0) throw explainRecipeFailure(reference, log.failure());
    },
    async [Symbol.asyncDispose]() {
      await builder?.[Symbol.asyncDispose]();
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
    },
  };
}
