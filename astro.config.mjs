import { fileURLToPath } from 'node:url';
import { unified } from '@astrojs/markdown-remark';
import mdx from '@astrojs/mdx';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import AutoImport from 'astro-auto-import';
import { monacoPaths } from './src/client/workspace/monaco-paths.ts';
import { withoutSolutions } from './src/site/edition.ts';
import { checkLinks } from './src/site/integrations/check-links.ts';
import { cspHashes } from './src/site/integrations/csp-hashes.ts';
import { lazyStyles } from './src/site/integrations/lazy-styles.ts';
import { numberedLinks } from './src/site/integrations/numbered-links.ts';
import { relativeLinks } from './src/site/integrations/relative-links.ts';
import { stylesAhead } from './src/site/integrations/styles-ahead.ts';
import { chapterMarkup } from './src/site/markdown/chapter-markup.ts';
import { componentNames } from './src/site/markdown/component-names.ts';
import { loadLibrary } from './src/site/markdown/library.ts';
import { codeThemes } from './src/site/styles/code-themes.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const ownCache = process.env.DRYDOCK_SITE_CACHE;
/** Starlight has every page remember how its own sidebar stands; ours has nothing to remember. */
const noSidebarState = {
  find: /^.*\/components-internals\/SidebarPersistState(\.js)?$/,
  replacement: 'data:text/javascript,export{}',
};
const chrome = (name) => `./src/site/chrome/${name}.astro`;

export default defineConfig({
  srcDir: './src/site',
  outDir: './dist',
  // A book of other folders leaves nothing of them among the packages, which it shares with the clone.
  cacheDir: ownCache ?? './node_modules/.astro',
  // Pages come from the reader's own machine: fetching them ahead would only cost script.
  prefetch: false,
  devToolbar: { enabled: false },
  vite: {
    // Its link to the packages is taken for a folder: Astro loses styles of components that lie below another folder of `/`.
    resolve: { alias: [monacoPaths, noSidebarState], preserveSymlinks: ownCache !== undefined },
    worker: { format: 'es' },
  },
  markdown: {
    processor: unified({
      remarkPlugins: [[chapterMarkup, { root, library: () => loadLibrary(root), withoutSolutions }]],
    }),
  },
  integrations: [
    AutoImport({
      imports: [...componentNames, 'Transcript', 'LabDone', 'Withheld'].map(
        (name) => `./src/site/components/${name}.astro`,
      ),
    }),
    starlight({
      title: 'Drydock',
      description: 'A book you can run, about making Linux containers more secure.',
      favicon: '/favicon.svg',
      disable404Route: true,
      // The sections of a chapter stand in the contents, at the left; the right is for the workspace.
      tableOfContents: false,
      credits: false,
      customCss: ['fonts', 'tokens', 'chrome', 'prose', 'labs', 'dock', 'pages', 'print'].map(
        (name) => `./src/site/styles/${name}.css`,
      ),
      components: Object.fromEntries(
        [
          'Head',
          'Header',
          'Footer',
          'PageFrame',
          'PageTitle',
          'Search',
          'Sidebar',
          'SkipLink',
          'ThemeProvider',
        ].map((name) => [name, chrome(name)]),
      ),
      markdown: { processedDirs: ['./content'] },
      expressiveCode: {
        themes: codeThemes,
        useStarlightUiThemeColors: false,
        // A window's title bar says nothing that the reader does not see.
        defaultProps: { overridesByLang: { 'sh,bash,shell,console': { frame: 'none' } } },
        styleOverrides: {
          borderRadius: 'var(--dd-radius)',
          borderColor: 'var(--dd-line)',
          codeFontFamily: 'var(--dd-font-mono)',
          codeFontSize: 'var(--dd-text-code)',
          codeLineHeight: '1.6',
          codePaddingBlock: '0.8rem',
          codePaddingInline: '1rem',
          uiFontFamily: 'var(--dd-font-sans)',
          uiFontSize: 'var(--dd-text-xs)',
          textMarkers: { markBackground: 'var(--dd-accent-wash)', markBorderColor: 'var(--dd-accent)' },
          frames: {
            shadowColor: 'transparent',
            frameBoxShadowCssValue: 'none',
            editorActiveTabBackground: 'transparent',
            editorActiveTabBorderColor: 'transparent',
            editorActiveTabIndicatorTopColor: 'transparent',
            editorActiveTabIndicatorBottomColor: 'transparent',
            editorTabBarBackground: 'transparent',
            editorTabBarBorderColor: 'transparent',
            editorTabBarBorderBottomColor: 'var(--dd-line)',
          },
        },
      },
    }),
    mdx({ optimize: true }),
    lazyStyles(),
    stylesAhead(),
    cspHashes(),
    checkLinks(() => loadLibrary(root)),
    numberedLinks(),
    relativeLinks(),
  ],
});
