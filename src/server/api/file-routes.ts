import { DrydockError, reportError } from '../../lab/errors.ts';
import type { RunKey } from '../../lab/ports/store.ts';
import type { FileContent } from '../../lab/wire/files.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { LabRunner, WorkspaceFiles } from '../../runner/lab-runner.ts';
import type { ServerApp } from '../environment.ts';
import { parseExistingPath, parseWorkspacePath } from '../requested-path.ts';
import { routeOf, runKeyOf } from './route-parts.ts';

/** The files of a workspace. */
export function addFileRoutes(app: ServerApp, { files }: LabRunner): void {
  app.openapi(routeOf(routes.files), async (c) => c.json([...(await files.list(runKeyOf(c)))], 200));
  app.openapi(routeOf(routes.readFile), async (c) => {
    const path = parseExistingPath(c.req.valid('query').path);
    return c.json(await files.read(runKeyOf(c), path), 200);
  });
  addSaveRoute(app, files);
  addEntryRoutes(app, files);
}

function addSaveRoute(app: ServerApp, files: WorkspaceFiles): void {
  app.openapi(routeOf(routes.saveFile), async (c) => {
    const key = runKeyOf(c);
    const revision = parseRevision(c.req.valid('header'));
    const parse = revision === '' ? parseWorkspacePath : parseExistingPath;
    const path = parse(c.req.valid('query').path);
    try {
      return c.json(await files.save(key, path, c.req.valid('json').text, revision), 200);
    } catch (error) {
      if (!hasCode(error, 'stale-revision')) throw error;
      return c.json({ error: reportError(error), current: await readCurrent(files, key, path) }, 409);
    }
  });
}

function addEntryRoutes(app: ServerApp, files: WorkspaceFiles): void {
  app.openapi(routeOf(routes.createEntry), async (c) => {
    const { path, kind } = c.req.valid('json');
    return c.json(await files.create(runKeyOf(c), parseWorkspacePath(path), kind), 200);
  });
  app.openapi(routeOf(routes.renameEntry), async (c) => {
    const { from, to } = c.req.valid('json');
    return c.json(await files.rename(runKeyOf(c), parseExistingPath(from), parseWorkspacePath(to)), 200);
  });
  app.openapi(routeOf(routes.removeEntry), async (c) => {
    const path = parseExistingPath(c.req.valid('query').path);
    await files.remove(runKeyOf(c), path);
    return c.body(null, 204);
  });
}

/** The revision that the client has seen; empty for a file that must not be there yet. */
function parseRevision(headers: {
  'if-match'?: string | undefined;
  'if-none-match'?: string | undefined;
}): string {
  const match = headers['if-match'];
  if (match !== undefined) return match.replace(/^"(.*)"$/, '$1');
  if (headers['if-none-match'] === '*') return '';
  throw new DrydockError('bad-request', {
    message: 'A file is saved only over the revision that was read, and the request names none.',
    fix: 'Send `if-match` with the revision of the file, empty for a new one.',
  });
}

/** What stands in the way of a save; without revision and text where the file is gone. */
async function readCurrent(files: WorkspaceFiles, key: RunKey, path: string): Promise<FileContent> {
  try {
    return await files.read(key, path);
  } catch (error) {
    if (!hasCode(error, 'not-found')) throw error;
    return { path, revision: '', sizeBytes: 0 };
  }
}

function hasCode(error: unknown, code: DrydockError['code']): boolean {
  return error instanceof DrydockError && error.code === code;
}
