import { DrydockError } from '../../lab/errors.ts';
import { ByteBound } from '../bounded.ts';

/** More than any image that somebody works with has; an image is made by whoever writes its Dockerfile. */
export const imageBounds = {
  /** Of all layers together. */
  entries: 1_000_000,
  /** Of all their paths. */
  nameBytes: 64 * 1024 * 1024,
  /** Of one path. */
  pathBytes: 2_048,
  /** Package databases and the like. */
  textBytes: 32 * 1024 * 1024,
  /** Of a list in the facts: packages, set-user-ID programs. */
  listed: 50_000,
} as const;

const of = 'What is in the image';

/** Counts what is kept of an image while it is read, and throws `too-big` as soon as that is too much. */
export class ImageMeter {
  readonly #names = new ByteBound(`${of}, the names of its files,`, imageBounds.nameBytes);
  readonly #text = new ByteBound(`${of}, its package databases,`, imageBounds.textBytes);
  #entries = 0;

  addEntry(path: string): void {
    this.#entries += 1;
    if (this.#entries > imageBounds.entries) throw tooMany(imageBounds.entries, 'files');
    new ByteBound('A path in the image', imageBounds.pathBytes).add(path.length);
    this.#names.add(path.length);
  }

  addText(bytes: number): void {
    this.#text.add(bytes);
  }
}

/** The list itself, where it is no longer than one may be. */
export function boundedList<T>(list: readonly T[], what: string): readonly T[] {
  if (list.length > imageBounds.listed) throw tooMany(imageBounds.listed, what);
  return list;
}

function tooMany(most: number, what: string): DrydockError {
  return new DrydockError('too-big', {
    message: `The image has more than ${most.toLocaleString('en')} ${what}, so it was not read.`,
    fix: 'Build it from a smaller base, or leave out what it does not need.',
  });
}
