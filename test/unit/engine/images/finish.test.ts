import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

const images = fileURLToPath(new URL('../../../../labs/images', import.meta.url));

/** As much of a root file system as the last step of a bootstrap expects. */
const folders = [
  'etc/apt/sources.list.d',
  'etc/apt/apt.conf.d',
  'usr/sbin',
  'var/lib/apt/lists',
  'tmp',
  'run',
];

it.each([
  ['debian', 'trixie'],
  ['debian-12', 'bookworm'],
])('the root file system of %s is finished with the sources of %s', (image, suite) => {
  using root = makeTemporaryFolder();
  for (const folder of folders) mkdirSync(join(root.path, folder), { recursive: true });
  execFileSync(join(images, image, 'finish'), [root.path]);
  const sources = readFileSync(join(root.path, 'etc/apt/sources.list.d/debian.sources'), 'utf8');
  expect(sources).toMatch(new RegExp(`^Suites: ${suite}\\b`, 'm'));
  expect(readFileSync(join(images, image, 'slim.dpkg'), 'utf8')).toContain('path-exclude=/usr/share/man/*');
});
