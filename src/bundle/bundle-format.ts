/**
 * The form of a bundle: one tar archive with images for a medium. Its first entry is the list of all that is in it, its
 * last the hash of that list; between them are the blobs that images are made of, each compressed by zstd (RFC 8878)
 * and named by the SHA-256 of what stands there. No entry has a time or an owner.
 */
import * as z from 'zod';

/** The version of the form that this code writes, and the newest that it reads. */
export const bundleFormat = 1;

export const listName = 'drydock-images.json';
export const listHashName = 'drydock-images.sha256';
/** The content of that entry, as `sha256sum --check` reads it. */
export const listHashLine = (listSha256: string): string => `${listSha256}  ${listName}\n`;

/** What a bundle may hold, since anybody may have written one. */
export const bundleBounds = {
  /** The list has this many bytes, filled up with blanks: its place is kept before it is known. */
  listBytes: 512 * 1024,
  images: 200,
  blobs: 2_000,
  /** Of one blob, unpacked. */
  blobBytes: 8 * 1024 ** 3 - 1,
} as const;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** It is shown to people, so it holds nothing that a terminal obeys. */
const Word = z
  .string()
  .min(1)
  .max(300)
  .regex(/^\P{Cc}*$/u);

const BlobSchema = z.strictObject({
  /** Of what stands in the bundle; the name of the entry is made of it. */
  sha256: Sha256,
  /** As it stands in the bundle. */
  bytes: z.number().int().min(1).max(bundleBounds.blobBytes),
  unpackedBytes: z.number().int().min(1).max(bundleBounds.blobBytes),
});
export type BundledBlob = z.output<typeof BlobSchema>;

const ImageSchema = z.strictObject({
  /** In the catalogue. */
  id: Word,
  reference: Word,
  /** Of the Engine that it comes from. */
  imageId: Word,
  /** By which registries know it, as far as that Engine said. */
  digests: z.array(Word).max(50),
  /** Those of ours that it has: what made it. */
  labels: z.record(Word, z.string().max(2_000)),
  /** With all its layers, as that Engine counts them. */
  bytes: z.number().int().min(0),
  /** Of its layers, unpacked, the lowest first: by these it is known again, whatever keeps an Engine's images. */
  layerDigests: z.array(Word).max(500),
  /** Blobs, by their hash: its configuration, and its layers, the lowest first. */
  config: Sha256,
  layers: z.array(Sha256).max(500),
});
export type BundledImage = z.output<typeof ImageSchema>;

export const BundleListSchema = z
  .strictObject({
    format: z.number().int().min(1),
    /** The version of the Drydock that wrote it. */
    drydock: Word,
    /** As images name it: `amd64`. */
    architecture: Word,
    images: z.array(ImageSchema).min(1).max(bundleBounds.images),
    /** In the order in which they stand there. */
    blobs: z.array(BlobSchema).min(1).max(bundleBounds.blobs),
  })
  .refine(({ images, blobs }) => {
    const known = new Set(blobs.map(({ sha256 }) => sha256));
    return (
      known.size === blobs.length &&
      images.every(({ config, layers }) => [config, ...layers].every((one) => known.has(one)))
    );
  }, 'names blobs twice, or such as are not in it');
export type BundleList = z.output<typeof BundleListSchema>;

/** The name of a blob's entry. */
export const blobName = (sha256: string): string => `blobs/${sha256}.zst`;
