/** What the book says of the compose file that it grew out of, held against what the audit finds of it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit/audit.ts';
import { rules } from '../../../src/audit/rules.ts';
import { seenOfCompose } from '../../fixtures/audit/seen-of-compose.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const sketch = read('test/fixtures/audit/sketch.yaml');
/** As their Dockerfiles and entrypoints say. */
const images = {
  milla_distroless_vendored: { user: '', runsAs: 0, built: true },
  'postgres:16-alpine3.19': { user: '', runsAs: 70, built: false },
  'dpage/pgadmin4:8.6': { user: '5050', runsAs: 5050, built: false },
};
const auditOf = (compose: string) => audit(seenOfCompose(compose, images), { rules, written: ['stack'] });
const { findings, skipped } = auditOf(sketch);
const found = (rule: string, all = findings) =>
  all.filter((each) => each.rule === rule).map(({ service }) => service);

/** Cells of the rows of the tables in the section that tells of it. */
const section = /^## The file that this began as\n([\s\S]*?)^## /m.exec(read('content/stack.mdx'))?.[1] ?? '';
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
const told = rows.flatMap(([first = '', of = '', ...more]) => {
  const rule = /^`([a-z-]+)`$/.exec(first)?.[1];
  return rule === undefined || more.length === 0 ? [] : [{ rule, services: of.split(', ') }];
});

describe('the compose file that the book grew out of', () => {
  it('has the findings that the book tells, and no other above a hint', () => {
    const severe = findings.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule);
    expect(told.map(({ rule }) => rule)).toEqual([...new Set(severe)]);
    for (const { rule, services } of told) expect(found(rule), rule).toEqual(services);
  });

  it('has the hints that the book names', () => {
    const hints = findings.filter(({ severity }) => severity === 'info').map(({ rule }) => rule);
    expect(new Set(hints)).toEqual(
      new Set([
        'host-user-namespace',
        'cpu-limit',
        'swap-limit',
        'health-check',
        'image-floating',
        'image-by-tag',
      ]),
    );
  });

  it.each([
    [
      'published-everywhere',
      (text: string) => text.replaceAll('127.0.0.1:', '0.0.0.0:'),
      ['postgres', 'pgadmin'],
    ],
    [
      'secret-in-environment',
      (text: string) => text.replaceAll('PASSWORD_FILE=/run/secrets/', 'PASSWORD='),
      ['postgres', 'pgadmin'],
    ],

    [
      'bounding-capabilities',
      (text: string) => text.replace('cap_drop: [ALL]', 'cap_drop: []'),
      ['terra', 'postgres', 'pgadmin'],
    ],
    ['root-user', (text: string) => text.replace('user: 1000:1000', 'user: 0:0'), ['terra']],
    [
      'log-limit',
      (text: string) => text.replaceAll(/options: \{[^}]*\}/g, 'options: {}'),
      ['terra', 'postgres', 'pgadmin'],
    ],
    [
      'restart-policy',
      (text: string) => text.replaceAll('unless-stopped', 'no'),
      ['terra', 'postgres', 'pgadmin'],
    ],
    [
      'memory-limit',
      (text: string) => text.replaceAll(/memory: \d+M/g, 'memory: 0M'),
      ['terra', 'postgres', 'pgadmin'],
    ],
  ] as const)('is spared %s by a line that it has', (rule, without, services) => {
    expect(found(rule).filter((each) => services.some((other) => other === each))).not.toEqual(services);
    expect(found(rule, auditOf(without(sketch)).findings)).toEqual(services);
  });

  it('is told of no missing filter for the service whose calls the Sentry answers', () => {
    expect(skipped).toContainEqual({
      service: 'postgres',
      rule: 'seccomp-off',
      reason: 'a kernel of its own answers its system calls',
    });
    expect(found('seccomp-off')).toEqual([]);
  });

  it('is spared the finding about its proxy once its network leads nowhere else', () => {
    const closed = sketch.replace(
      'terranet: { driver: bridge }',
      'terranet: { driver: bridge, internal: true }',
    );
    expect(found('proxy-by-variable')).toEqual(['terra']);
    expect(found('proxy-by-variable', auditOf(closed).findings)).toEqual([]);
  });

  it('is mended by lines that a compose file can have', () => {
    const mends = findings.filter(({ service }) => service === 'terra').map(({ mend }) => mend);
    expect(mends.join('\n')).not.toContain('@sha256');
    expect(mends.join('\n')).not.toContain('/run/secrets');
  });
});

it('refuses a compose file with a key that it does not know', () => {
  expect(() => seenOfCompose(sketch.replace('restart:', 'privileged: true, restart:'), images)).toThrow();
  expect(() =>
    seenOfCompose(sketch.replace('    user: 1000', '    ipc: host\n    user: 1000'), images),
  ).toThrow('ipc');
});
