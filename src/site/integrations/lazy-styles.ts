/**
 * Takes out of the pages what styles only code that is imported later. Astro links the styles of every module
 * that a page's scripts can reach, dynamic imports too; Vite fetches those by itself when the import runs.
 */
import type { AstroIntegration } from 'astro';
import { changePages } from './change-pages.ts';

/** The part of a bundle's chunk that says what it loads. */
interface Chunk {
  readonly type: 'chunk';
  readonly isEntry: boolean;
  readonly imports: readonly string[];
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string> };
}
export type Bundle = Readonly<Record<string, Chunk | { readonly type: 'asset' }>>;

/** Style files that no entry needs before something is imported dynamically. */
export function findLazyStyles(bundle: Bundle): readonly string[] {
  const eager = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const chunk = bundle[name];
    if (seen.has(name) || chunk?.type !== 'chunk') return;
    seen.add(name);
    for (const style of chunk.viteMetadata?.importedCss ?? []) eager.add(style);
    chunk.imports.forEach(visit);
  };
  const chunks = Object.entries(bundle);
  for (const [name, chunk] of chunks) if (chunk.type === 'chunk' && chunk.isEntry) visit(name);
  const all = chunks.flatMap(([, chunk]) =>
    chunk.type === 'chunk' ? [...(chunk.viteMetadata?.importedCss ?? [])] : [],
  );
  return [...new Set(all)].filter((style) => !eager.has(style));
}

export function lazyStyles(): AstroIntegration {
  let lazy: readonly string[] = [];
  return {
    name: 'drydock-lazy-styles',
    hooks: {
      'astro:config:setup': ({ updateConfig }) => {
        updateConfig({
          vite: {
            plugins: [
              {
                name: 'drydock-lazy-styles',
                applyToEnvironment: ({ name }) => name === 'client',
                generateBundle(_options, bundle) {
                  lazy = findLazyStyles(bundle as unknown as Bundle);
                },
              },
            ],
          },
        });
      },
      'astro:build:done': ({ dir }) =>
        changePages(dir, (html) =>
          html.replace(/<link rel="stylesheet" href="\/([^"]+)">/g, (link, style) =>
            lazy.includes(style) ? '' : link,
          ),
        ),
    },
  };
}
