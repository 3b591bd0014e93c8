import type { DrydockError } from '../../lab/errors.ts';
import type { Catalogue } from './catalogue.ts';
import type { ImageEngine } from './image-engine.ts';
import type { ImageOrigin } from './image-labels.ts';

export interface PrepareRequest extends ImageEngine {
  readonly catalogue: Catalogue;
  /** Ids or references; all images of the catalogue if absent. */
  readonly images?: readonly string[];
  /** The engine that this one is nested in: what it has is copied, and what recipes make is made there. */
  readonly source?: ImageEngine;
  /**
   * In an engine that is not ours, make what cannot be pulled under names of our own, for engines nested in it.
   * Otherwise only images of our own are made there.
   */
  readonly forNested?: boolean;
  /** Make or pull images again although they are current: for newer packages. */
  readonly again?: boolean;
}

export interface PreparedImage {
  readonly id: string;
  /** The name under which the engine has it. */
  readonly reference: string;
  readonly origin: ImageOrigin;
  /** Whether this run had to do something for it. */
  readonly made: boolean;
}

export interface FailedImage {
  readonly id: string;
  readonly reference: string;
  readonly error: DrydockError;
}

/** An image that fails does not keep the others from being tried. */
export interface PrepareResult {
  readonly ready: readonly PreparedImage[];
  readonly failed: readonly FailedImage[];
}

/** Throws the first failure of a result. */
export function requirePrepared({ ready, failed }: PrepareResult): readonly PreparedImage[] {
  const [first] = failed;
  if (first !== undefined) throw first.error;
  return ready;
}
