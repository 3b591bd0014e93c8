import { DrydockError, reportError } from '../../lab/errors.ts';
import type { OnProgress } from '../../lab/ports/seat.ts';
import type { ProgressEvent } from '../../lab/wire/jobs.ts';
import { endsAll } from '../registry.ts';
import { isCurrent, makeImageLabels, originOf } from './image-labels.ts';
import type { CatalogueImage } from './image-spec.ts';
import { turnsOf } from './image-turns.ts';
import { ownName } from './own-image-name.ts';
import type { FailedImage, PreparedImage, PrepareRequest, PrepareResult } from './prepare-request.ts';
import type { RecipeHashes } from './recipe-hash.ts';
import type { RecipeRunner } from './recipe-runner.ts';
import { RegistryReach } from './registry-reach.ts';

/** Asked for by the caller, or needed by a recipe. */
type Role = 'asked' | 'base';

const madeAs = {
  pulled: 'pulled',
  built: 'built by recipe',
  'stand-in': 'built by recipe: a stand-in',
} as const;

/** One run over one engine: what it has found and done so far. */
export class PrepareRun implements AsyncDisposable {
  readonly registries: RegistryReach;
  readonly #request: PrepareRequest;
  readonly #hashes: RecipeHashes;
  readonly #onProgress: OnProgress;
  readonly #signal: AbortSignal | undefined;
  readonly #ready = new Map<string, PreparedImage>();
  /** By the names that the image may have: what failed once is not tried again for the next image. */
  readonly #attempts = new Map<string, Promise<PreparedImage>>();
  readonly #failed = new Map<string, FailedImage>();
  #recipes: RecipeRunner | undefined;

  constructor(request: PrepareRequest, hashes: RecipeHashes, onProgress: OnProgress, signal?: AbortSignal) {
    this.registries = new RegistryReach(request.askRegistry);
    this.#request = request;
    this.#hashes = hashes;
    this.#onProgress = onProgress;
    this.#signal = signal;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#recipes?.[Symbol.asyncDispose]();
  }

  tell(image: CatalogueImage, event: Omit<ProgressEvent, 'step' | 'title'>, role: Role = 'asked'): void {
    // Where a base has a name of its own, it is another image than the one that may be asked for, with another fate.
    const apart = role === 'base' && this.#names(image, role).length > 1;
    const step = apart ? `image.${image.id}.base` : `image.${image.id}`;
    const title = apart ? `${image.title}, to build on` : `${image.reference}: ${image.title}`;
    this.#onProgress({ step, title, ...event });
  }

  result(wanted: readonly CatalogueImage[]): PrepareResult {
    const ready = wanted.map(({ id }) => this.#ready.get(id)).filter((one) => one !== undefined);
    const failed = wanted.map(({ id }) => this.#failed.get(id)).filter((one) => one !== undefined);
    return { ready, failed };
  }

  fail(failure: FailedImage): void {
    this.#failed.set(failure.id, failure);
  }

  /** Those that the engine lacks, or has from another recipe. */
  async findMissing(wanted: readonly CatalogueImage[]): Promise<readonly CatalogueImage[]> {
    const found = await Promise.all(wanted.map((image) => this.#findPresent(image, 'asked')));
    for (const prepared of found) {
      if (prepared !== undefined) this.#ready.set(prepared.id, prepared);
    }
    return wanted.filter((_, index) => found[index] === undefined);
  }

  /** One image, whatever becomes of it. Only what ends the run is thrown. */
  async bring(image: CatalogueImage): Promise<void> {
    const ready = this.#ready.get(image.id);
    if (ready?.made === true || this.#failed.has(image.id)) return;
    if (ready !== undefined && this.#request.again !== true) {
      this.tell(image, { status: 'done', detail: 'already here' });
      return;
    }
    try {
      this.#ready.set(image.id, await this.#ensure(image, 'asked'));
    } catch (cause) {
      const error = this.#explain(image, cause);
      this.tell(image, { status: 'failed', detail: error.message, error: reportError(error) });
      if (endsAll(error)) throw error;
      this.fail({ id: image.id, reference: image.reference, error });
    }
  }

  /** Takes an image that came into the engine by the caller's doing. */
  async accept(image: CatalogueImage): Promise<void> {
    this.#ready.set(image.id, await this.#finish(image, 'asked', image.reference));
  }

  #explain(image: CatalogueImage, cause: unknown): DrydockError {
    if (this.#signal?.aborted === true) {
      const message = `Cancelled while ${image.reference} was being prepared.`;
      return new DrydockError('cancelled', { message, cause });
    }
    if (cause instanceof DrydockError) return cause;
    const message = `${image.reference} could not be prepared: ${cause instanceof Error ? cause.message : String(cause)}`;
    return new DrydockError('internal', { message, cause });
  }

  #ensure(image: CatalogueImage, role: Role): Promise<PreparedImage> {
    const key = this.#names(image, role).join(' ');
    const attempt = this.#attempts.get(key) ?? this.#attempt(image, role);
    this.#attempts.set(key, attempt);
    return attempt;
  }

  #attempt(image: CatalogueImage, role: Role): Promise<PreparedImage> {
    return turnsOf(this.#request.engine).take(
      image.id,
      () => this.tell(image, { status: 'waiting', detail: 'being prepared already' }, role),
      () => this.#bring(image, role),
      this.#signal,
    );
  }

  async #bring(image: CatalogueImage, role: Role): Promise<PreparedImage> {
    if (role === 'base' || this.#request.again !== true) {
      const present = await this.#findPresent(image, role);
      if (present !== undefined) {
        this.tell(image, { status: 'done', detail: 'already here' }, role);
        return present;
      }
    }
    const pulled = await this.#pull(image, role);
    if (pulled === true) return this.#finish(image, role, image.reference);
    const reference = this.#nameToGive(image, role, pulled);
    await this.#make(image, role, reference, pulled);
    return this.#finish(image, role, reference);
  }

  /** The names under which the engine may have the image, upstream's first. */
  #names(image: CatalogueImage, role: Role): readonly [string, ...string[]] {
    const { owned, forNested } = this.#request;
    const both = !owned && image.likeness.kind !== 'own' && (role === 'base' || forNested === true);
    return both ? [image.reference, ownName(image.reference)] : [image.reference];
  }

  #nameToGive(image: CatalogueImage, role: Role, whyNotPulled: string): string {
    const [upstream, ours] = this.#names(image, role);
    if (this.#request.owned || image.likeness.kind === 'own') return upstream;
    if (ours !== undefined) return ours;
    throw new DrydockError('image-unavailable', {
      message: `${image.reference} is not in this Docker, and ${whyNotPulled}. What Drydock builds in its place is never called so in a Docker that is not its own.`,
      fix: 'Let this Docker reach the registry, bring the image with `docker load`, or start with `--engine nested`.',
    });
  }

  async #findPresent(image: CatalogueImage, role: Role): Promise<PreparedImage | undefined> {
    for (const reference of this.#names(image, role)) {
      const present = await this.#request.engine.findImage(reference, this.#signal);
      if (present === undefined || !isCurrent(present, image, this.#hashes.get(image.id) ?? '')) continue;
      return { id: image.id, reference, origin: originOf(present), made: false };
    }
    return undefined;
  }

  async #finish(image: CatalogueImage, role: Role, reference: string): Promise<PreparedImage> {
    const present = await this.#request.engine.findImage(reference, this.#signal);
    if (present === undefined) {
      const message = `The engine said that it has ${reference}, and then that it has not.`;
      throw new DrydockError('engine-failed', { message });
    }
    const prepared = { id: image.id, reference, origin: originOf(present), made: true };
    const bytes = { currentBytes: present.sizeBytes, totalBytes: present.sizeBytes };
    this.tell(image, { status: 'done', detail: madeAs[prepared.origin], ...bytes }, role);
    return prepared;
  }

  /** True where the image was pulled, else why it was not. */
  async #pull(image: CatalogueImage, role: Role): Promise<true | string> {
    if (image.likeness.kind === 'own') return 'it is in no registry';
    this.tell(image, { status: 'running', detail: 'asking its registry' }, role);
    const answer = await this.registries.ask(image.reference, this.#signal);
    if (!answer.reached) return `its registry does not answer (${answer.reason})`;
    if (!answer.has) return 'its registry does not give it';
    try {
      await this.#request.engine.pull(
        image.reference,
        ({ step: detail, currentBytes, totalBytes }) =>
          this.tell(image, { status: 'running', detail, currentBytes, totalBytes }, role),
        this.#signal,
      );
      return true;
    } catch (error) {
      if (this.#signal?.aborted === true || (error instanceof DrydockError && endsAll(error))) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      this.registries.giveUp(image.reference, reason);
      return `pulling it failed (${reason})`;
    }
  }

  async #make(image: CatalogueImage, role: Role, reference: string, whyNotPulled: string): Promise<void> {
    const { engine, openRecipes } = this.#request;
    if (openRecipes === undefined) {
      throw new DrydockError('image-unavailable', {
        message: `${image.reference} is not in this engine, and ${whyNotPulled}; nothing here can make it.`,
        fix: 'Let the engine reach a registry, or run `drydock images prepare` as root on Debian or Ubuntu.',
      });
    }
    const { architecture } = await engine.info(this.#signal);
    if (!image.platforms.some((platform) => platform === architecture)) {
      throw new DrydockError('image-unavailable', {
        message: `${image.reference} can be made for ${image.platforms.join(' and ')}, and this engine is for ${architecture}.`,
        fix: 'Let the engine reach a registry.',
      });
    }
    const buildArgs = await this.#bringBases(image);
    this.tell(image, { status: 'running', detail: 'starting its recipe' }, role);
    const labels = makeImageLabels(image, this.#hashes.get(image.id) ?? '');
    this.#recipes ??= openRecipes();
    await this.#recipes.make(
      { image, reference, labels, buildArgs, fresh: this.#request.again === true },
      ({ step: detail, currentBytes, totalBytes }) =>
        this.tell(image, { status: 'running', detail, currentBytes, totalBytes }, role),
      this.#signal,
    );
  }

  /** Build argument → name of the base in this engine. Bases that nobody asked for are brought all the same. */
  async #bringBases({ recipe }: CatalogueImage): Promise<Readonly<Record<string, string>>> {
    const buildArgs: Record<string, string> = {};
    for (const [name, id] of Object.entries(recipe.kind === 'dockerfile' ? recipe.bases : {})) {
      const base = this.#request.catalogue.images.find((one) => one.id === id);
      if (base !== undefined) buildArgs[name] = (await this.#ensure(base, 'base')).reference;
    }
    return buildArgs;
  }
}
