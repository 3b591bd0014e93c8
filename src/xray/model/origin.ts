import { formatBytes } from '../../lab/general/units.ts';
import type { Fact } from '../../lab/observation/fact.ts';
import type { ObservedContainer } from '../../lab/observation/observation.ts';
import { mapFact } from './fact.ts';

/** A count of something in an image. */
export interface Count {
  readonly label: string;
  readonly value: string;
  /** What is counted, where naming it helps. */
  readonly names: readonly string[];
}

/** What a container was made from, as its engine counts it. */
export function originOf({ image }: ObservedContainer): Fact<readonly Count[]> {
  if (!image) return { source: 'unknown', reason: 'the Engine no longer has the image', cause: 'not-seen' };
  return {
    source: 'declared',
    value: [
      { label: 'size', value: formatBytes(image.sizeBytes), names: [] },
      { label: 'layers', value: String(image.layers.length), names: [] },
    ],
  };
}

/** What is in the image's file system, once it was read. */
export function contentOf({ imageFacts }: ObservedContainer): Fact<readonly Count[]> {
  return mapFact(imageFacts, ({ files, packages, setuid, shells, libc }) => [
    { label: 'files', value: files.toLocaleString('en'), names: [] },
    { label: 'packages', value: packages.installed.length.toLocaleString('en'), names: [] },
    { label: 'set-user-ID', value: String(setuid.length), names: setuid },
    { label: 'shells', value: String(shells.length), names: shells },
    { label: 'C library', value: libc, names: [] },
  ]);
}
