import { describe, expect, it } from 'vitest';
import type { EngineInfo } from '../../../../src/lab/ports/engine.ts';
import { decideEngine } from '../../../../src/seats/choice/decide.ts';
import { familyOf, parseOsRelease } from '../../../../src/seats/choice/distribution.ts';
import { adviseEngine } from '../../../../src/seats/choice/engine-commands.ts';
import type { EngineFacts } from '../../../../src/seats/choice/engine-facts.ts';

const named = {
  endpoint: { kind: 'socket', path: '/var/run/docker.sock' },
  source: 'the socket /var/run/docker.sock',
} as const;
const info = { version: '27.0.0' } as EngineInfo;
const reachable = { state: 'reachable', docker: named, info } as const;
const unreachable = { state: 'unreachable', docker: named, reason: 'permission denied' } as const;

/** A bare Debian as root. */
function facts(changes: Partial<EngineFacts> = {}): EngineFacts {
  return {
    platform: 'linux',
    isRoot: true,
    isWsl: false,
    distribution: { id: 'debian', like: [], version: '13', name: 'Debian GNU/Linux 13 (trixie)' },
    asked: undefined,
    recorded: undefined,
    docker: { state: 'none', tried: [] },
    images: { available: false, reason: 'no such host' },
    embedded: { running: false, possible: true, otherDockerd: false },
    ...changes,
  };
}

const images = { available: true, reason: 'its registry has alpine:3.22' };

describe('decideEngine without --engine', () => {
  it('uses a Docker that can get images', () => {
    expect(decideEngine(facts({ docker: reachable, images }))).toMatchObject({ kind: 'host' });
  });
  it('nests in a Docker that cannot, and says why', () => {
    const decision = decideEngine(facts({ docker: reachable }));
    expect(decision).toMatchObject({
      kind: 'nested',
      outer: 'host',
      why: expect.stringContaining('no such host'),
    });
  });
  it('starts a private engine where there is none', () => {
    expect(decideEngine(facts())).toMatchObject({ kind: 'embedded' });
  });
  it.each([
    ['not root', { isRoot: false }, /needs root/],
    ['a Mac', { platform: 'darwin' }, /needs Linux/],
    [
      'another dockerd',
      { docker: unreachable, embedded: { running: false, possible: true, otherDockerd: true } },
      /delete its firewall rules/,
    ],
    ['no packages', { embedded: { running: false, possible: false, otherDockerd: false } }, /no apt-get/],
  ] as const)('has none: %s', (_name, changes, why) => {
    const decision = decideEngine(facts(changes));
    expect(decision).toMatchObject({ kind: 'absent', why: expect.stringMatching(why) });
    expect(decision.kind === 'absent' && decision.advice.length).toBeGreaterThan(0);
  });
});

describe('decideEngine with a choice', () => {
  it('keeps to what was chosen before, whatever came since', () => {
    const recorded = { kind: 'embedded' } as const;
    expect(decideEngine(facts({ recorded, docker: reachable, images }))).toMatchObject({ kind: 'embedded' });
  });
  it('does not slip from a Docker that went away to another engine', () => {
    const decision = decideEngine(facts({ recorded: { kind: 'host' }, docker: unreachable }));
    expect(decision).toMatchObject({ kind: 'absent', why: expect.stringContaining('--engine embedded') });
  });
  it('lets --engine win over it', () => {
    const recorded = { kind: 'embedded' } as const;
    expect(decideEngine(facts({ recorded, asked: 'host', docker: reachable }))).toMatchObject({
      kind: 'host',
    });
  });
  it('nests in the Docker of the machine, else in a private engine', () => {
    expect(decideEngine(facts({ asked: 'nested', docker: reachable, images }))).toMatchObject({
      kind: 'nested',
      outer: 'host',
    });
    expect(decideEngine(facts({ asked: 'nested' }))).toMatchObject({ kind: 'nested', outer: 'embedded' });
    expect(decideEngine(facts({ asked: 'nested', isRoot: false }))).toMatchObject({ kind: 'absent' });
  });
  it('stays in the outer engine of nested seats that there are', () => {
    const recorded = { kind: 'nested', outer: 'embedded' } as const;
    expect(decideEngine(facts({ recorded, docker: reachable }))).toMatchObject({
      kind: 'nested',
      outer: 'embedded',
    });
    const host = { kind: 'nested', outer: 'host' } as const;
    expect(decideEngine(facts({ recorded: host }))).toMatchObject({ kind: 'absent' });
  });
});

describe('adviseEngine', () => {
  const commands = (changes: Partial<EngineFacts>) =>
    adviseEngine(facts(changes))
      .flatMap((one) => one.commands)
      .join('\n');
  const distribution = (id: string, like: readonly string[] = []) => ({ id, like, version: '', name: id });

  it.each([
    ['debian', 'apt-get install docker.io'],
    ['ubuntu', 'docker-compose-v2'],
    ['fedora', 'dnf install moby-engine'],
    ['rocky', 'docker-ce.repo'],
    ['arch', 'pacman -S docker'],
    ['opensuse-tumbleweed', 'zypper install docker'],
    ['alpine', 'apk add docker'],
    ['plan9', 'get.docker.com'],
  ])('knows the commands of %s', (id, wanted) => {
    expect(commands({ distribution: distribution(id), isRoot: false })).toContain(wanted);
  });
  it('knows families by what they are like', () => {
    expect(familyOf(distribution('mint', ['ubuntu', 'debian']))).toBe('ubuntu');
  });
  it('knows Mac, Windows and WSL', () => {
    expect(commands({ platform: 'darwin' })).toContain('colima start');
    expect(commands({ platform: 'win32' })).toContain('wsl --install');
    expect(commands({ isWsl: true })).toContain('WSL integration');
  });
  it('first starts, or opens, the Docker that is there', () => {
    expect(adviseEngine(facts({ docker: unreachable }))[0]?.commands).toEqual([
      expect.stringContaining('usermod -aG docker'),
    ]);
    const stopped = { ...unreachable, reason: 'ECONNREFUSED' };
    expect(adviseEngine(facts({ docker: stopped }))[0]?.commands).toEqual(['sudo systemctl start docker']);
  });
});

describe('parseOsRelease', () => {
  it('reads every way of quoting', () => {
    expect(
      parseOsRelease(`ID=ubuntu\nID_LIKE="debian other"\nVERSION_ID='24.04'\nPRETTY_NAME="Ubuntu 24.04"\n`),
    ).toEqual({
      id: 'ubuntu',
      like: ['debian', 'other'],
      version: '24.04',
      name: 'Ubuntu 24.04',
    });
    expect(parseOsRelease('')).toEqual({ id: '', like: [], version: '', name: '' });
  });
});
