/** Paths, names and options are whatever somebody wrote into a container. In the patch they say what they are. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { linesOf, shrunkOf } from './shrunk-of.ts';

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(
        '\nservices: {web: {privileged: true}}\n',
        '\r',
        '\u0085privileged: true',
        '\u2028x: y',
        '\u2029',
        '\u007f',
        '\ufeff',
        '\uffff',
        '$',
        '$$',
        '$HOME',
        '${'.concat('HOME}'),
        ': ',
        ' #',
        '"',
        "'",
        '\\',
        '!override',
        '&a *a',
        '- ',
        '{}',
        'x'.repeat(90),
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

/** Lines that end as other readers of YAML see it, and characters at which the one of Compose stops. */
const others = /(?![\t\n])[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/u;

/** As Compose takes values, with `$$` for a dollar sign. */
const interpolated = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('$$', () => '$'));

it('means the same, whatever they contain', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, (path, volume, service, option) => {
      const target = `/${path.replaceAll(':', '')}`;
      const host = {
        Mounts: [
          { Type: 'bind', Source: `/srv/${path}`, Target: `/b${path}` },
          { Type: 'volume', Source: `shop_v${volume}`, Target: `/v${path}` },
        ],
        Devices: [
          { PathOnHost: '/dev/a', PathInContainer: target, CgroupPermissions: 'r' },
          { PathOnHost: '/dev/b', PathInContainer: '/dev/b', CgroupPermissions: 'rwm' },
        ],
        SecurityOpt: [`label=${option}`],
      };
      const idle = { id: 'mount:/x', kind: 'mounts', name: `the bind at ${path}`, allows: 'x' } as const;
      const { patch } = shrunkOf(host, [`device:${target}`, 'gaining'], {
        service,
        paths: [target],
        idleMounts: [idle],
      });
      expect(patch).not.toMatch(others);
      const comments = patch.split('\n').filter((line) => line.startsWith('#'));
      expect(comments).toHaveLength(2);
      expect(patch.startsWith(`${comments.join('\n')}\nservices:\n`)).toBe(true);
      // A value with a dollar sign that is not doubled would be what a variable is.
      const text = JSON.stringify(parse(patch, { logLevel: 'silent' }).services[service]);
      expect(text.replaceAll('$$', '')).not.toContain('$');
      const read = interpolated(parse(patch, { logLevel: 'silent' }).services[service]);
      expect(read).toMatchObject({
        devices: [`/dev/a:${target}:r`],
        tmpfs: [`${target}:mode=1777`],
        security_opt: [`label=${option}`],
        user: '10001:10001',
        volumes: [
          { type: 'bind', source: `/srv/${path}`, target: `/b${path}`, read_only: true },
          { type: 'volume', source: `v${volume}`, target: `/v${path}`, read_only: true },
        ],
      });
    }),
  );
});

it.each(['yes', 'NO', 'on', 'y', '1_000', '2001-01-01', '0x1', '1:30', '~', '.1_0'])(
  'a service that is called %s stays text to readers of other versions of YAML',
  (service) => {
    const { patch } = shrunkOf({}, [], { service });
    expect(patch).toContain(`\n  "${service}":\n`);
  },
);

it('has lines for a person', () => {
  const { patch } = shrunkOf({}, ['capability:CHOWN'], { paths: ['/tmp'] });
  expect(patch).toContain('\n    cap_drop: [ ALL ]\n    cap_add: [ CHOWN ]\n');
  expect(patch).toContain('tmpfs: [ /tmp:mode=1777 ]');
  expect(linesOf(patch).user).toBe('10001:10001');
});
