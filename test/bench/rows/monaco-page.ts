/** A page with a button, and Monaco behind it: `import * as monaco from 'monaco-editor'`, bundled by Vite. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { serveFolder } from '../../e2e/harness/static-host.ts';
import { installPeer } from '../peers.ts';

const buildMs = 240_000;

const html = `<!doctype html><meta charset="utf-8"><title>Monaco</title>
<style>#editor{height:600px}</style><button>Open the workspace</button><div id="editor"></div>
<script type="module" src="./main.js"></script>
`;
const main = `document.querySelector('button').addEventListener('click', async () => {
  const { openEditor } = await import('./editor.js');
  openEditor(document.querySelector('#editor'));
});
`;
const editor = `import * as monaco from 'monaco-editor';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
self.MonacoEnvironment = { getWorker: () => new EditorWorker() };
export const openEditor = (element) =>
  monaco.editor.create(element, { value: 'services:\\n  web:\\n    image: debian:trixie-slim\\n', language: 'yaml' });
`;

/** Served from loopback; built once, and kept with the peer. */
export async function serveMonaco(signal: AbortSignal): Promise<AsyncDisposable & { readonly url: string }> {
  const installed = await installPeer('monaco', signal);
  const dir = join(installed, 'page');
  if (!existsSync(join(dir, 'dist', 'index.html'))) {
    const fresh = join(installed, `page.${process.pid}.new`);
    try {
      mkdirSync(join(fresh, 'public'), { recursive: true });
      writeFileSync(join(fresh, 'package.json'), '{"private":true,"type":"module"}\n');
      // A browser asks for an icon too, and is told that there is none.
      writeFileSync(join(fresh, 'public', '404.html'), '<!doctype html><title>Not here</title>\n');
      writeFileSync(join(fresh, 'index.html'), html);
      writeFileSync(join(fresh, 'main.js'), main);
      writeFileSync(join(fresh, 'editor.js'), editor);
      const vite = join(installed, 'node_modules', 'vite', 'bin', 'vite.js');
      const { exitCode, all } = await execa(process.execPath, [vite, 'build', '--base', './'], {
        cwd: fresh,
        reject: false,
        all: true,
        timeout: buildMs,
        cancelSignal: signal,
      });
      if (exitCode !== 0) throw new Error(`the page with Monaco was not built: ${String(all).slice(-400)}`);
      rmSync(dir, { recursive: true, force: true });
      renameSync(fresh, dir);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  return serveFolder(join(dir, 'dist'));
}
