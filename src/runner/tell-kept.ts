import { shorten } from '../files/bounds.ts';
import { DrydockError } from '../lab/errors.ts';
import type { Job } from './jobs/job.ts';

/** Names a few of many. */
export function listSome(paths: readonly string[], most = 3): string {
  const some = paths.slice(0, most).map(shorten).join(', ');
  return paths.length > most ? `${some} and ${paths.length - most} more` : some;
}

/** Versions in a seat that gave way to the server's, and where they are. */
export interface KeptVersions {
  readonly paths: readonly string[];
  readonly folder: string;
}

/** Tells of them in the job under way, which the command line shows too; else to whoever listens. */
export function tellKeptVersions(
  { paths, folder }: KeptVersions,
  job: Job | undefined,
  feed: { tellTrouble(error: unknown): void },
): void {
  const named = listSome(paths);
  if (job)
    job.report({
      step: `gave-way ${folder}`,
      title: 'Versions from the terminal gave way, and are kept',
      status: 'done',
      detail: `${named}, in ${folder}`,
    });
  else
    feed.tellTrouble(
      new DrydockError('stale-revision', {
        message: `${named} changed in the terminal and in the page. The page’s version stays; the terminal’s is kept in ${folder}.`,
        fix: 'Compare the two, and take over what you need.',
      }),
    );
}
