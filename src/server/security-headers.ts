import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const hashPattern = /^'?(sha(?:256|384|512)-[A-Za-z0-9+/]+={0,2})'?$/;
const HashesSchema = z.array(z.string().regex(hashPattern));

/**
 * The headers that every answer carries. `hashes` are those of the inline scripts of the built site.
 * Pagefind needs `'wasm-unsafe-eval'`; Monaco, xterm.js and Starlight set styles.
 */
export function securityHeaders(hashes: readonly string[]): Readonly<Record<string, string>> {
  const policy = [
    `default-src 'self'`,
    ["script-src 'self' 'wasm-unsafe-eval'", ...hashes.map((hash) => `'${hash}'`)].join(' '),
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self' data:`,
    `connect-src 'self'`,
    `worker-src 'self'`,
    `object-src 'none'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'same-origin',
    // By this a page knows that a server is behind it: copies on a host of static pages ask nobody.
    'server-timing': 'drydock',
    'x-content-type-options': 'nosniff',
  };
}

/**
 * Gives the hashes that the build left in `csp-hashes.json` of the site, read again when the file changes.
 * Without the file, or with one that is not a list of hashes, there are none, and inline scripts do not run.
 */
export function makeHashReader(siteDir: () => string | undefined): () => readonly string[] {
  let known: { readonly key: string; readonly hashes: readonly string[] } = { key: '', hashes: [] };
  return () => {
    const directory = siteDir();
    if (directory === undefined) return [];
    const file = join(directory, 'csp-hashes.json');
    const changedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (changedAt === undefined) return [];
    const key = `${file} ${changedAt}`;
    if (known.key !== key) known = { key, hashes: readHashes(file) };
    return known.hashes;
  };
}

function readHashes(file: string): readonly string[] {
  try {
    return HashesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).map((hash) => hash.replaceAll("'", ''));
  } catch {
    return [];
  }
}
