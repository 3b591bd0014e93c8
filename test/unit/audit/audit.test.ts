import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit/audit.ts';
import { isSensitive } from '../../../src/audit/rules/files.ts';
import { isFloating } from '../../../src/audit/rules/images.ts';
import { findSecrets } from '../../../src/audit/rules/secrets.ts';
import { rules } from '../../../src/audit/rules.ts';
import { bookPlan } from '../../../src/lab/book/book-plan.ts';
import { byDockersDefault } from '../../../src/lab/matchers/docker-default-calls.ts';
import type { InspectedContainer } from '../../../src/lab/observation/container.ts';
import type { CallAnswers } from '../../../src/lab/observation/filters.ts';
import type { Observation, ObservedContainer } from '../../../src/lab/observation/observation.ts';
import { makeObservation, makeObserved, makeProcess, makeStopped } from '../../fixtures/observed.ts';

const root = new URL('../../../', import.meta.url);
const written = ['start', 'base-images'];
const look = (...containers: readonly ObservedContainer[]) =>
  audit(makeObservation(containers), { rules, written });
const found = (...containers: readonly ObservedContainer[]) =>
  look(...containers).findings.map(({ service, rule }) => `${service} ${rule}`);
const declared = (fields: Partial<InspectedContainer>, service = 'web'): ObservedContainer => {
  const observed = makeObserved(service);
  return { ...observed, declared: { ...observed.declared, ...fields } };
};

describe('the rules', () => {
  it('have ids of their own, and say why and what would mend it', () => {
    expect(rules.length).toBeGreaterThanOrEqual(25);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { id, why, title, mend, coveredBy = [] } of rules) {
      expect(id).toMatch(/^[a-z][a-z-]+$/);
      expect(why).toMatch(/\.$/);
      expect(title).not.toMatch(/[.:]$/);
      const { set, notes } = typeof mend === 'function' ? mend(makeObserved()) : mend;
      expect(set ?? notes, id).toBeDefined();
      for (const cover of coveredBy) expect(rules.map((rule) => rule.id)).toContain(cover);
    }
  });

  it('lead to the section that explains them, where the chapter is written', () => {
    for (const { id, chapter, anchor } of rules) {
      const file = new URL(`content/${chapter}.mdx`, root);
      if (!existsSync(file)) continue;
      const slugs = [...readFileSync(file, 'utf8').matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      );
      expect(slugs, id).toContain(anchor);
    }
  });
});

describe('an audit', () => {
  it('says of the soft stack, as the book recorded it, what is soft about it', () => {
    const file = new URL('src/site/recorded/start/first-container/soft-stack.json', root);
    const observation = JSON.parse(readFileSync(file, 'utf8')) as Observation;
    const { findings } = audit(observation, { rules, written });
    const of = (service: string) =>
      findings.filter((each) => each.service === service).map(({ rule }) => rule);
    for (const service of ['bot', 'admin', 'db'])
      expect(of(service)).toEqual(
        expect.arrayContaining([
          'no-new-privileges',
          'memory-limit',
          'writable-root',
          'published-everywhere',
        ]),
      );
    expect(of('bot')).toContain('root-user');
    expect(of('bot')).toContain('writable-binds');
    expect(of('db')).not.toContain('root-user');
    expect(of('db')).toContain('secret-in-environment');
    expect(JSON.stringify(findings)).not.toContain('letmein');
  });

  it('names service, process, what was seen, what was expected, lines that mend it, and the chapter', () => {
    const root0 = makeProcess({ uids: [0, 0, 0, 0] });
    const web = makeObserved('web', { processes: { source: 'kernel', value: [root0] } });
    const finding = look(web).findings.find(({ rule }) => rule === 'root-user');
    expect(finding).toMatchObject({
      service: 'web',
      observed: 'runs as uid 0 (root)',
      expected: 'any uid but 0',
      severity: 'medium',
      chapter: { number: 0, title: 'Start here', path: '/start/#one-line' },
    });
    expect(finding?.process).toContain('pid');
    expect(finding?.mend).toContain('services:\n  web:\n    user: 10001:10001\n');
  });

  it('is content with capabilities that were asked for by name after all were dropped', () => {
    const held = makeProcess({
      capabilities: {
        inheritable: [],
        permitted: ['NET_BIND_SERVICE'],
        effective: ['NET_BIND_SERVICE'],
        bounding: ['NET_BIND_SERVICE'],
        ambient: [],
      },
    });
    const processes = { source: 'kernel', value: [held] } as const;
    const chosen = { ...declared({ capDrop: ['ALL'], capAdd: ['CAP_NET_BIND_SERVICE'] }), processes };
    expect(found(chosen).filter((each) => each.includes('capabilities'))).toEqual([]);
    const left = { ...declared({ capDrop: [], capAdd: [] }), processes };
    expect(found(left).filter((each) => each.includes('capabilities'))).toEqual([
      'web effective-capabilities',
      'web bounding-capabilities',
    ]);
  });

  it('says once of a privileged container what follows from it', () => {
    const all = declared({ privileged: true });
    const here = found(all);
    expect(here).toContain('web privileged');
    expect(here).not.toContain('web host-capabilities');
    expect(here).not.toContain('web seccomp-off');
  });

  it('tells of a filter that is looser than Docker’s, once, and of no call that a chosen capability opens', () => {
    const filtering = (web: ObservedContainer, ...closed: string[]): ObservedContainer => ({
      ...web,
      filters: {
        source: 'kernel',
        value: [{ pids: [4001], answers: { source: 'declared', value: answers(closed) } }],
      },
    });
    const answers = (closed: readonly string[]): CallAnswers => ({
      filters: undefined,
      instructions: undefined,
      known: 375,
      usual: 'allow',
      unusual: { ...byDockersDefault.unusual, 'errno 1': closed },
      beyond: undefined,
      foreign: {},
    });
    const all = byDockersDefault.unusual['errno 1'] ?? [];
    const plain = declared({});
    expect(found(filtering(plain, ...all))).not.toContain('web seccomp-loose');
    expect(found(filtering(plain, ...all.filter((name) => name !== 'unshare')))).toContain(
      'web seccomp-loose',
    );
    const nicer = all.filter((name) => !['mbind', 'set_mempolicy', 'get_mempolicy'].includes(name));
    expect(found(filtering(plain, ...nicer))).toContain('web seccomp-loose');
    expect(found(filtering(declared({ capAdd: ['CAP_SYS_NICE'] }), ...nicer))).not.toContain(
      'web seccomp-loose',
    );
    expect(found(filtering(declared({ privileged: true })))).not.toContain('web seccomp-loose');
    const off = makeObserved('web', {
      processes: { source: 'kernel', value: [makeProcess({ seccompMode: 0 })] },
    });
    expect(found(filtering(off)).filter((each) => each.includes('seccomp'))).toEqual(['web seccomp-off']);
  });

  it('tells one finding of all containers of a service that have it', () => {
    const one = declared({ name: 'shop-web-1', privileged: true });
    const two = declared({ name: 'shop-web-2', privileged: true });
    const three = declared({ name: 'shop-web-3', privileged: false });
    const [finding] = look(three, one, two).findings;
    expect(finding).toMatchObject({ rule: 'privileged', containers: ['shop-web-1', 'shop-web-2'] });
  });

  it('judges nothing of what does not run, and says so', () => {
    const { findings, skipped } = look(makeStopped('web', 3));
    expect(findings).toEqual([]);
    expect(skipped).toHaveLength(rules.length);
    expect(skipped[0]?.reason).toBe('it is exited with status 3');
  });

  it('skips what could not be seen, with the reason', () => {
    const web = makeObserved('web', {
      limits: { source: 'unknown', reason: 'the probe was away', cause: 'host-lacks' },
    });
    const { findings, skipped } = look(web);
    expect(skipped).toContainEqual({ rule: 'memory-limit', service: 'web', reason: 'the probe was away' });
    expect(findings.map(({ rule }) => rule)).not.toContain('memory-limit');
  });

  it('finds sockets of engines wherever they are mounted, and sensitive paths', () => {
    const bind = (source: string, destination: string, readOnly = false) =>
      ({ type: 'bind', source, destination, readOnly }) as const;
    const mounts = [bind('/run/user/1000/podman/podman.sock', '/x.sock', true), bind('/etc', '/host', true)];
    const { findings } = look(declared({ mounts }));
    expect(findings.filter(({ severity }) => severity === 'high').map(({ observed }) => observed)).toEqual([
      'mounts /run/user/1000/podman/podman.sock',
      'mounts /etc (read-only)',
    ]);
  });
});

it.each([
  ['/', false, true],
  ['/etc/', true, true],
  ['/etc/shadow', true, true],
  ['/proc/sys', true, true],
  ['/etc/localtime', true, false],
  ['/etc/localtime', false, true],
  ['/home', true, true],
  ['/home/ada/shop/config', false, false],
  ['/etcetera', false, false],
  ['/var/lib/docker/volumes/x/_data', false, true],
])('%s (read-only: %s) is sensitive: %s', (path, readOnly, sensitive) => {
  expect(isSensitive(path, readOnly)).toBe(sensitive);
});

it.each([
  ['debian', true],
  ['debian:latest', true],
  ['registry:5000/shop/web', true],
  ['registry:5000/shop/web:1.2', false],
  ['debian:trixie-slim', false],
  [`debian@sha256:${'0'.repeat(64)}`, false],
])('%s is a name that moves: %s', (reference, floating) => {
  expect(isFloating(reference)).toBe(floating);
});

it.each([
  ['POSTGRES_PASSWORD=x', ['POSTGRES_PASSWORD']],
  ['POSTGRES_PASSWORD_FILE=/run/secrets/x', []],
  ['github_token=x', ['github_token']],
  ['API_KEY=', []],
  ['APIKEY=x', ['APIKEY']],
  ['TOKENIZER=fast', []],
  ['PASSENGERS=3', []],
  ['COMPASS=north', []],
  ['PWD=/srv', []],
  ['DATABASE_URL=postgres://web:pw@db/web', ['DATABASE_URL']],
  ['DATABASE_URL=postgres://db/web', []],
  ['no equals sign', []],
])('of %s it says that these hold a secret: %j', (entry, names) => {
  expect(findSecrets([entry])).toEqual(names);
});

it('names chapters as the book does', () => {
  for (const { id, number, title } of bookPlan) {
    const file = new URL(`content/${id}.mdx`, root);
    if (!existsSync(file)) continue;
    const text = readFileSync(file, 'utf8');
    expect([/^chapter: (\d+)$/m.exec(text)?.[1], /^title: (.+)$/m.exec(text)?.[1]]).toEqual([
      String(number),
      title,
    ]);
  }
});
