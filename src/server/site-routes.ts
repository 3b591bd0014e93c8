import { statSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context, MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { etag } from 'hono/etag';
import { html } from 'hono/html';
import type { ProgressEvent } from '../lab/wire/jobs.ts';
import { renderBuildProgress } from './build-progress-page.ts';
import type { ServerApp, ServerEnv } from './environment.ts';
import { renderPlainPage } from './plain-page.ts';

export interface SiteParts {
  /** The folder with the built site; undefined until it is whole. May change while we run. */
  readonly siteDir: () => string | undefined;
  /** What is under way while there is no site. */
  readonly buildSteps: () => readonly ProgressEvent[];
}

/** Compressing a large file at every request costs more than a local network gains. */
const compressUpToBytes = 1024 * 1024;

/** Small scripts come with every page; below this there is nothing to gain. */
const compressFromBytes = 256;

/** Serves the built book to everyone who passes the door. */
export function addSiteRoutes(app: ServerApp, { siteDir, buildSteps }: SiteParts): void {
  const serveFrom = makeFileServer();
  app.on(['GET', 'HEAD'], '*', etag(), compressSmall(), async (c) => {
    const directory = siteDir();
    if (directory === undefined) return answerUnbound(c, buildSteps());
    const folder = findFolder(directory, c.req.path);
    if (folder !== undefined) return c.redirect(folder + new URL(c.req.url).search, 301);
    return (await serveFrom(directory)(c)) ?? notFound(c, serveFrom(directory, '404.html'));
  });
}

type Serve = (c: Context<ServerEnv>) => Promise<Response | undefined>;

/** One handler for each folder and fixed file, made when it is first wanted. */
function makeFileServer(): (root: string, path?: string) => Serve {
  const made = new Map<string, Serve>();
  return (root, path) => {
    const key = `${root}\0${path ?? ''}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const handler = serveStatic<ServerEnv>({
      root,
      precompressed: true,
      onFound: (file, c) => c.set('siteFile', file),
      ...(path === undefined ? {} : { path }),
    });
    const serve: Serve = async (c) => {
      const response = await handler(c, async () => {});
      if (response instanceof Response) addCacheHeaders(response, c.req.path, c.get('siteFile'));
      return response instanceof Response ? response : undefined;
    };
    made.set(key, serve);
    return serve;
  };
}

/** Files with a hash in their name never change; the others are asked for each time, and seldom sent. */
function addCacheHeaders(response: Response, path: string, file: string | undefined): void {
  const immutable = path.startsWith('/_astro/');
  response.headers.set('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  const stats = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return;
  response.headers.set('etag', `W/"${stats.size.toString(36)}-${Math.trunc(stats.mtimeMs).toString(36)}"`);
}

function compressSmall(): MiddlewareHandler {
  const handler = compress({ threshold: compressFromBytes });
  return async (c, next) => {
    await next();
    if (Number(c.res.headers.get('content-length') ?? 0) <= compressUpToBytes)
      await handler(c, async () => {});
  };
}

/** `/chapter` is a folder: its page is `/chapter/`, so that relative links in it hold. */
function findFolder(directory: string, path: string): string | undefined {
  if (!/^(?:\/[\w~-][\w.~-]*)+$/.test(path)) return undefined;
  const stats = statSync(join(directory, path), { throwIfNoEntry: false });
  return stats?.isDirectory() === true ? `${path}/` : undefined;
}

async function notFound(c: Context<ServerEnv>, serve404: Serve): Promise<Response> {
  const page = wantsPage(c) ? await serve404(c) : undefined;
  if (page === undefined) return c.html(ownNotFoundPage(), 404);
  const headers = new Headers(page.headers);
  headers.set('cache-control', 'no-cache');
  headers.delete('etag');
  return new Response(page.body, { status: 404, headers });
}

function answerUnbound(c: Context<ServerEnv>, steps: readonly ProgressEvent[]): Response | Promise<Response> {
  c.header('retry-after', '2');
  c.header('cache-control', 'no-store');
  return wantsPage(c)
    ? c.html(renderBuildProgress(steps), 503)
    : c.text('Drydock is building the book.', 503);
}

function wantsPage(c: Context<ServerEnv>): boolean {
  return c.req.header('accept')?.includes('text/html') ?? false;
}

function ownNotFoundPage() {
  return renderPlainPage({
    title: 'There is no such page',
    body: html`<p>It may have moved. <a href="/">Go to the book</a>.</p>`,
  });
}
