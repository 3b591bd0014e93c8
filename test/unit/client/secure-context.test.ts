/**
 * A room without TLS is no secure context (W3C Secure Contexts §1), and browsers keep back there what these names stand
 * for. That pages work all the same is tried in `test/e2e/cut-off.test.ts` and `test/e2e/room/tabs.test.ts`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../../../src', import.meta.url));
const kept =
  /\b(?:navigator\.(?:clipboard|locks|storage|serviceWorker|credentials|mediaDevices|wakeLock|share)|crypto\.(?:randomUUID|subtle)|caches\.|showOpenFilePicker|showSaveFilePicker|cookieStore|new Notification)\b/g;
/** Where a way without it stands beside. */
const withFallback = { 'client/core/copy-text.ts': ['navigator.clipboard'] };

test('code of pages uses nothing that needs HTTPS, but where it has a way without', () => {
  const found = ['client', 'site', 'xray'].flatMap((folder) =>
    readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:ts|tsx|astro)$/.test(name))
      .map((name) => `${folder}/${name}`)
      .flatMap((name) => {
        const code = readFileSync(join(src, name), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
        const uses = [...new Set(code.match(kept) ?? [])];
        return uses.length > 0 ? [[name, uses] as const] : [];
      }),
  );
  expect(Object.fromEntries(found)).toEqual(withFallback);
});
