import { describe, expect, it } from 'vitest';
import { pickAptOptions } from '../../../../src/engine/images/apt-options.ts';
import { findBuildSources, formatSources, parseSources } from '../../../../src/engine/images/apt-sources.ts';

const trixie = 'ID=debian\nVERSION_CODENAME=trixie\n';

describe('the mirror of a machine', () => {
  it('is taken from deb822 sources; local, disabled and foreign ones are not', () => {
    const found = findBuildSources(
      trixie,
      [
        `# comment
Types: deb deb-src
URIs: https://mirror.example/debian
Suites: trixie trixie-updates
 trixie-backports
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.pgp

Types: deb
URIs: http://mirror.example/security
Suites: trixie-security
Components: main

Types: deb
URIs: file:/srv/local
Suites: ./
Trusted: yes

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: trixie
Components: main
`,
        'Types: deb\nURIs: https://packages.example/tool\nSuites: trixie\nComponents: stable\n',
      ],
      'trixie',
    );
    expect(found?.map(({ uri, suite }) => `${uri} ${suite}`)).toEqual([
      'https://mirror.example/debian trixie',
      'https://mirror.example/debian trixie-updates',
      'http://mirror.example/security trixie-security',
    ]);
  });

  it('serves also where the machine runs another release, written one line a source', () => {
    const found = findBuildSources(
      'NAME="Debian"\nID=debian\nVERSION_CODENAME="bookworm"\n',
      [
        `deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] http://mirror.example/debian bookworm main non-free # here
# deb http://old.example/debian bookworm main
deb-src http://mirror.example/debian bookworm main
deb http://mirror.example/debian-security bookworm-security main`,
      ],
      'trixie',
    );
    expect(found?.map(({ uri, suite, components }) => `${uri} ${suite} ${components}`)).toEqual([
      'http://mirror.example/debian trixie main',
      'http://mirror.example/debian-security trixie-security main',
    ]);
  });

  it.each([
    [
      'Ubuntu',
      'ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n',
      'deb http://archive.ubuntu.com/ubuntu noble main',
    ],
    ['a Debian with local packages only', trixie, 'deb file:/srv/debian trixie main'],
    ['no distribution that is known', '', ''],
  ])('is the standard one on %s', (_name, osRelease, text) => {
    expect(findBuildSources(osRelease, [text], 'trixie')).toBeUndefined();
  });

  it('is written so that apt reads it back', () => {
    const sources = [{ uri: 'http://mirror.example/debian', suite: 'trixie', components: ['main'] }];
    const text = formatSources([...sources, ...sources], 'deb', '/usr/share/keyrings/some.gpg');
    expect(parseSources(text)).toEqual([...sources, ...sources]);
    expect(text).toContain('Signed-By: /usr/share/keyrings/some.gpg');
    expect(parseSources(formatSources(sources, 'deb-src'))).toEqual([]);
  });
});

describe('apt’s settings', () => {
  const dump = `APT::Architecture "amd64";
Acquire::http::Proxy "http://proxy.example:3128";
Acquire::http::Proxy::mirror.example "DIRECT";
Acquire::http::Proxy-Auto-Detect "/usr/bin/auto-apt-proxy";
Acquire::Check-Valid-Until "false";
Acquire::https::CaInfo "/etc/ssl/own.pem";
Acquire::https "";
DPkg::Post-Invoke:: "rm -rf /";`;

  it('are carried over where they say how to reach the mirror, and only then', () => {
    expect(pickAptOptions(dump)).toEqual([
      'Acquire::http::Proxy "http://proxy.example:3128";',
      'Acquire::http::Proxy::mirror.example "DIRECT";',
      'Acquire::Check-Valid-Until "false";',
    ]);
  });

  it('come from the environment where apt has none', () => {
    const env = {
      http_proxy: 'http://env.example:8080',
      https_proxy: 'http://env.example:8080',
      no_proxy: 'localhost, .example, mirror.local',
    };
    expect(pickAptOptions(dump, env).filter((line) => line.startsWith('Acquire::http::'))).toHaveLength(2);
    expect(pickAptOptions(dump, env).slice(3)).toEqual([
      'Acquire::https::Proxy "http://env.example:8080";',
      'Acquire::https::Proxy::localhost "DIRECT";',
      'Acquire::https::Proxy::mirror.local "DIRECT";',
    ]);
  });
});
