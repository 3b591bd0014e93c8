import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';
import type { OnProgress } from '../../lab/ports/seat.ts';
import { composeBook, editionOf } from '../compose-book.ts';
import type { HomeOptions } from '../open-seats.ts';
import { buildSite } from '../site-build.ts';

export interface BuildOptions extends HomeOptions {
  readonly out?: string;
  readonly withoutSolutions?: boolean;
  readonly with?: readonly string[];
}

/** Builds the book into a folder. Rejects with `bad-usage` where something else is in it. */
export async function buildBook(
  options: BuildOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<void> {
  await using book = await composeBook(options);
  const own = editionOf(options, book);
  const dist = options.out === undefined ? own.dist : resolve(options.out);
  if (options.out !== undefined && existsSync(dist) && !existsSync(resolve(dist, '.inputs')))
    throw new DrydockError('bad-usage', {
      message: `${dist} is there, and is no book that was built.`,
      fix: 'Name a folder that is not there yet.',
    });
  await buildSite(onProgress, signal, { ...own, dist });
}
