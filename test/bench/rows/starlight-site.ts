/** The same chapters' text as a Starlight site of its defaults: what a book that runs nothing would be. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { root } from '../../../src/cli/root.ts';
import { installPeer, peerNamed } from '../peers.ts';

const buildMs = 240_000;

const config = `import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
export default defineConfig({ integrations: [starlight({ title: 'Drydock' })], devToolbar: { enabled: false } });
`;
const collections = `import { defineCollection } from 'astro:content';
import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };
`;

/** Names of chapters: files of `content/`, which are addresses of pages too. */
export const chapterNames = (): readonly string[] =>
  readdirSync(join(root, 'content'))
    .filter((name) => /^[^_].*\.mdx$/.test(name))
    .map((name) => name.slice(0, -'.mdx'.length));

/** A chapter for a Starlight that knows none of our components: each of them shows what stands in it. */
export function plainChapter(text: string): string {
  const names = [...new Set([...text.matchAll(/<([A-Z]\w*)/g)].map(([, name]) => name))];
  const imports = names.map((name) => `import ${name} from '../../Shown.astro';`).join('\n');
  return text.replace(/^---\n[\s\S]*?\n---\n/, (head) => `${head}\n${imports}\n`);
}

/** Lays the sources of the site into a folder below the peer's, and answers with it. */
export async function laySite(name: string, signal: AbortSignal): Promise<string> {
  const dir = join(await installPeer('starlight', signal), name);
  const docs = join(dir, 'src', 'content', 'docs');
  mkdirSync(docs, { recursive: true });
  // Astro bundles what a project says it depends on, and leaves the rest to Node.
  const { npm } = peerNamed('starlight');
  writeFileSync(
    join(dir, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: npm }),
  );
  writeFileSync(join(dir, 'astro.config.mjs'), config);
  writeFileSync(join(dir, 'src', 'content.config.ts'), collections);
  writeFileSync(join(dir, 'src', 'Shown.astro'), '<div><slot /></div>\n');
  for (const chapter of chapterNames()) {
    const text = readFileSync(join(root, 'content', `${chapter}.mdx`), 'utf8');
    writeFileSync(join(docs, `${chapter}.mdx`), plainChapter(text));
  }
  return dir;
}

/** Builds it from cold into `dist`. Rejects with the end of what the build said. */
export async function buildStarlight(dir: string, signal: AbortSignal): Promise<void> {
  for (const made of ['dist', '.astro', 'node_modules'])
    rmSync(join(dir, made), { recursive: true, force: true });
  const astro = join(dir, '..', 'node_modules', 'astro', 'bin', 'astro.mjs');
  const { exitCode, all } = await execa(process.execPath, [astro, 'build'], {
    cwd: dir,
    reject: false,
    all: true,
    env: { ASTRO_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0' },
    timeout: buildMs,
    cancelSignal: signal,
  });
  if (exitCode !== 0) throw new Error(`Starlight was not built: ${String(all).slice(-600)}`);
}

/** The built site, kept as long as no chapter changes. */
export async function builtStarlight(signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256').update(config);
  for (const chapter of chapterNames()) hash.update(readFileSync(join(root, 'content', `${chapter}.mdx`)));
  const dir = join(await installPeer('starlight', signal), `site-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(join(dir, 'dist', 'index.html')) || existsSync(join(dir, 'dist', '404.html')))
    return join(dir, 'dist');
  const fresh = await laySite(`site.${process.pid}.new`, signal);
  try {
    await buildStarlight(fresh, signal);
    rmSync(dir, { recursive: true, force: true });
    renameSync(fresh, dir);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return join(dir, 'dist');
}
