/** What of all that the server confirmed is not there any more, read from the home of a server that does not run. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Confirmed } from './learner.ts';
import { readRows, readRun } from './read-home.ts';

/** Words for each loss; none where all is there. `since`: saves before that one may have been reset. */
export function findLosses(home: string, confirmed: Confirmed, since: number): readonly string[] {
  const have = (sql: string) => new Set(readRows(home, sql).map((row) => Object.values(row).join(' ')));
  const revisions = have('SELECT path, revision.hash FROM revision JOIN blob ON blob.hash = revision.hash');
  const answers = have('SELECT kind, key, value FROM answer');
  const attempts = have('SELECT id FROM attempt');
  const { saves } = confirmed;
  const lost = [
    ...[...have('PRAGMA quick_check')].filter((said) => said !== 'ok').map((said) => `damage: ${said}`),
    ...saves
      .filter(({ path, hash }) => !revisions.has(`${path} ${hash}`))
      .map(({ path, hash }) => `the save ${hash.slice(0, 12)} of ${path}`),
    ...confirmed.answers
      .filter(({ question, value }) => !answers.has(`question ${question} ${value}`))
      .map(({ value }) => `the answer ${value}`),
    ...confirmed.predictions
      .filter(({ key, value }) => !answers.has(`predict ${key} ${value}`))
      .map(({ value }) => `the prediction ${value}`),
    ...confirmed.attempts.filter((id) => !attempts.has(id)).map((id) => `the attempt ${id}`),
  ];
  const run = readRun(home);
  return run === undefined ? lost : [...lost, ...staleFiles(run.workspace_dir, saves.slice(since))];
}

/** Files on disk that are older than what was confirmed last. One that is newer was saved as the server died. */
function staleFiles(directory: string, saves: Confirmed['saves']): readonly string[] {
  return [...new Set(saves.map(({ path }) => path))].flatMap((path) => {
    const versions = saves.filter((save) => save.path === path).map(({ hash }) => hash);
    const file = join(directory, path);
    if (!existsSync(file)) return [`the file ${path}`];
    const now = createHash('sha256').update(readFileSync(file)).digest('hex');
    return versions.slice(0, -1).includes(now) ? [`the last save of ${path}: an older one is on disk`] : [];
  });
}
