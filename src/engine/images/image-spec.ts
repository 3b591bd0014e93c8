import * as z from 'zod';

/** Words of Docker for platforms. */
const PlatformSchema = z.enum(['amd64', 'arm64']);

/** How like the upstream image is what the recipe makes, and why. */
const LikenessSchema = z.discriminatedUnion('kind', [
  /** The same content by other means: what is true of one is true of the other. */
  z.strictObject({ kind: z.literal('faithful'), because: z.string().min(1) }),
  /** Good enough to work with, and not to be taken for the original. The reason is on the image and on the page. */
  z.strictObject({ kind: z.literal('stand-in'), because: z.string().min(1) }),
  /** There is no original: it is an image of our own. */
  z.strictObject({ kind: z.literal('own') }),
]);

const RecipeSchema = z.discriminatedUnion('kind', [
  /** A Debian root file system made on this machine with mmdebstrap, then finished by `finish` of the folder. */
  z.strictObject({
    kind: z.literal('bootstrap'),
    suite: z.string().regex(/^[a-z]+$/, 'must be the code name of a Debian release, like trixie'),
    /** For releases older than Debian 13: /usr is laid out merged before the first package comes. */
    layOutMerged: z.literal(true).optional(),
    /** Dockerfile instructions for the image: `CMD ["bash"]`. */
    changes: z.array(z.string()).default([]),
  }),
  /** A Dockerfile of the folder, built with the named context `apt`: see labs/images/README.md. */
  z.strictObject({
    kind: z.literal('dockerfile'),
    /** The folder of labs/images with the Dockerfile, where it is not the image's own. */
    folder: z.string().min(1).optional(),
    /** The stage to build; the last one if absent. */
    target: z.string().min(1).optional(),
    /** Build argument → id of the catalogue's image that it stands for. */
    bases: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string()).default({}),
  }),
]);

/** What `labs/images/<id>/image.ts` holds. */
export const ImageSpecSchema = z.strictObject({
  /** The name under which labs use it: `alpine:3.22`. */
  reference: z
    .string()
    .regex(
      /^([a-z0-9.-]+(:\d+)?\/)?[a-z0-9][a-z0-9._/-]*:[\w][\w.-]*$/,
      'must be a name with a tag, like alpine:3.22',
    ),
  /** A few words for progress and lists: what it is. */
  title: z.string().min(1),
  /** `lab`: labs run it or build on it. `workbench` and `seat`: what Drydock itself needs. */
  purpose: z.enum(['lab', 'workbench', 'seat']),
  platforms: z.array(PlatformSchema).min(1),
  /** Prepared in this order where dependencies leave a choice; the first lab's images come first. */
  rank: z.number().int().nonnegative(),
  /** About how large the image made by the recipe is, in units of 10⁶ bytes. */
  megabytes: z.number().positive(),
  likeness: LikenessSchema,
  recipe: RecipeSchema,
});

/** What an author writes. */
export type ImageSpecInput = z.input<typeof ImageSpecSchema>;
export type ImageSpec = z.output<typeof ImageSpecSchema>;

/** An image of the catalogue. Its id is the name of its folder. */
export interface CatalogueImage extends ImageSpec {
  readonly id: string;
  /** Ids of the images that its recipe stands on. */
  readonly bases: readonly string[];
  /** Absolute path of the folder with the recipe's files. */
  readonly folder: string;
}

/** Why an image made by the recipe is only a stand-in; undefined where it is more than that. */
export function standInReason(spec: Pick<ImageSpec, 'likeness'>): string | undefined {
  return spec.likeness.kind === 'stand-in' ? spec.likeness.because : undefined;
}
