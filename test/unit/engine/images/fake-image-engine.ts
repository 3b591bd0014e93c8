import type { RecipeOrder, RecipeRunner } from '../../../../src/engine/images/recipe-runner.ts';
import { DrydockError } from '../../../../src/lab/errors.ts';
import type { InspectedImage } from '../../../../src/lab/observation/container.ts';
import type { Engine } from '../../../../src/lab/ports/engine.ts';

/** Keeps images in memory; what it was asked to do is in `calls`. */
export class FakeImageEngine {
  readonly images = new Map<string, InspectedImage>();
  readonly calls: string[] = [];
  /** What the registry has; undefined where no registry answers. */
  registry: readonly string[] | undefined;
  /** Fails the recipe of the image with this id. */
  failing: { readonly id: string; readonly error: DrydockError } | undefined;
  disposed = 0;

  give(reference: string, labels: Readonly<Record<string, string>> = {}): void {
    this.images.set(reference, {
      id: `sha256:${reference}`,
      tags: [reference],
      digests: [],
      sizeBytes: 1_000_000,
      layers: [],
      architecture: 'amd64',
      user: '',
      entrypoint: [],
      command: [],
      labels,
    });
  }

  get engine(): Engine {
    const part: Partial<Engine> = {
      info: async () => ({ architecture: 'amd64' }) as Awaited<ReturnType<Engine['info']>>,
      findImage: async (reference) => this.images.get(reference),
      pull: async (reference) => {
        this.calls.push(`pull ${reference}`);
        if (!this.registry?.includes(reference)) {
          throw new DrydockError('image-unavailable', { message: `no ${reference} in the registry` });
        }
        this.give(reference);
      },
      save: async (references) => {
        this.calls.push(`save ${references.join(' ')}`);
        const images = references.map((one) => [one, this.images.get(one)?.labels ?? {}]);
        return (async function* () {
          yield Buffer.from(JSON.stringify(images));
        })();
      },
      load: async (tar) => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of tar) chunks.push(chunk);
        const images = JSON.parse(Buffer.concat(chunks).toString()) as [string, Record<string, string>][];
        this.calls.push(`load ${images.map(([reference]) => reference).join(' ')}`);
        for (const [reference, labels] of images) this.give(reference, labels);
      },
      tag: async (source, reference) => {
        this.calls.push(`tag ${source} ${reference}`);
        this.give(reference, this.images.get(source)?.labels);
      },
      pruneImages: async () => ({ images: 0, bytes: 0 }),
    };
    return part as Engine;
  }

  readonly askRegistry = async (reference: string) => {
    this.calls.push(`ask ${reference}`);
    return this.registry === undefined
      ? ({ reached: false, reason: 'no such host' } as const)
      : ({ reached: true, has: this.registry.includes(reference) } as const);
  };

  readonly openRecipes = (): RecipeRunner => ({
    make: async ({ image, reference, labels, buildArgs, fresh }: RecipeOrder, tell) => {
      const base = Object.values(buildArgs).map((one) => ` on ${one}`);
      this.calls.push(`make ${reference}${base.join('')}${fresh ? ' afresh' : ''}`);
      tell({ step: '1/1 RUN make', currentBytes: 1, totalBytes: 2 });
      if (this.failing?.id === image.id) throw this.failing.error;
      this.give(reference, labels);
    },
    [Symbol.asyncDispose]: async () => {
      this.disposed += 1;
    },
  });
}
