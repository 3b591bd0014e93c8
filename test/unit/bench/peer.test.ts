import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { parsePeers, whyNotInstallable } from '../../bench/peer.ts';

const text = readFileSync('test/bench/peers.json', 'utf8');
const peer = { name: 'one', version: '1.2.3', what: 'a thing', npm: { one: '1.2.3' }, needs: [] };
const parse = (...peers: readonly object[]) => parsePeers(JSON.stringify(peers));

describe('peers of the bench', () => {
  test('what both sides are made of is in the version that the project pins', () => {
    const Packages = z.record(z.string(), z.string());
    const project = z
      .object({ dependencies: Packages, devDependencies: Packages })
      .parse(JSON.parse(readFileSync('package.json', 'utf8')));
    const pinned = { ...project.dependencies, ...project.devDependencies };
    const shared = parsePeers(text).flatMap(({ npm }) =>
      Object.entries(npm).filter(([name]) => pinned[name] !== undefined),
    );
    expect(shared.map(([name]) => name)).toEqual(['@astrojs/starlight', 'astro', 'monaco-editor', 'vite']);
    for (const [name, version] of shared) expect(`${name} ${version}`).toBe(`${name} ${pinned[name]}`);
  });

  test('a version is exact, a name stands once, and nothing else is said', () => {
    expect(parse(peer)).toEqual([peer]);
    expect(() => parse({ ...peer, version: '^1.2.3' })).toThrow(/an exact version/);
    expect(() => parse({ ...peer, npm: { one: 'latest' } })).toThrow(/an exact version/);
    expect(() => parse({ ...peer, npm: {} })).toThrow(/a package/);
    expect(() => parse(peer, peer)).toThrow(/a name twice/);
    expect(() => parse({ ...peer, url: 'https://example.org' })).toThrow();
    expect(() => parsePeers('{')).toThrow();
  });

  test('a program that is missing is named with the package of Debian that has it', () => {
    const [compiled] = parse({
      ...peer,
      needs: [
        { program: 'g++', debian: 'g++' },
        { program: 'python3', debian: 'python3' },
      ],
    });
    if (!compiled) throw new Error('one peer');
    expect(whyNotInstallable(compiled, () => true)).toBeUndefined();
    expect(whyNotInstallable(compiled, (program) => program !== 'g++')).toBe(
      'there is no g++ to compile it (Debian: apt-get install g++)',
    );
  });
});
