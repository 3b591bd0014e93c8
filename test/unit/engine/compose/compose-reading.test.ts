import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainUnread } from '../../../../src/engine/compose/compose-reading.ts';

/** What Compose 2.26.1 printed of a file, and what its writer is told. */
const printed: readonly [string, string, string | undefined][] = [
  ['dependency cycle detected: a -> b -> a', 'a waits for b waits for a', 'services.a.depends_on'],
  ['empty compose file', 'has no services', 'services'],
  ['services.web.cap_add.[0]: unexpected type int', 'a number', 'services.web.cap_add.0'],
  [
    "decoding failed due to the following error(s):\n\nerror decoding 'services[web].mem_limit': invalid size: 'lots'",
    '“lots” for a size',
    'services.web.mem_limit',
  ],
  [
    'decoding failed due to the following error(s):\n\nerror decoding \'services[web].healthcheck.interval\': time: invalid duration "soon"',
    '“soon” for a time',
    'services.web.healthcheck.interval',
  ],
  [
    'error while interpolating services.web.cpus: failed to cast to expected type: strconv.ParseFloat: parsing "many": invalid syntax',
    '“many” where a number is expected',
    'services.web.cpus',
  ],
  [
    'error while interpolating services.web.read_only: failed to cast to expected type: invalid boolean: maybe',
    'true or false',
    'services.web.read_only',
  ],
  [
    'validating /run/drydock/x/f.json: services.web.user must be a string',
    'must be a string',
    'services.web.user',
  ],
  ['Invalid containerPort: abc', 'containerPort: abc', 'ports'],
  ['healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"', 'CMD-SHELL', 'healthcheck'],
  [
    'cannot extend service "web" in /run/f.json: service "nope" not found',
    'service "nope" not found',
    'services.web.extends',
  ],
  [
    'Circular reference:\n  a in /run/f.json\n  extends a in /run/f.json',
    'without end',
    'services.a.extends',
  ],
  ['something that nobody has seen yet', 'something that nobody has seen yet', undefined],
];

describe('what Compose prints of a file that it cannot read', () => {
  test.each(printed)('%s', (output, words, key) => {
    const error = explainUnread(output, { exitCode: 15 });
    expect(error).toMatchObject({ code: 'bad-compose', message: expect.stringContaining(words) });
    expect(error.place).toEqual({ file: 'compose.yaml', ...(key === undefined ? {} : { key }) });
    expect(error.message).not.toMatch(/strconv|decoding|\/run\//);
  });

  test('is about the file, whatever it is', () => {
    const words = fc.oneof(fc.string(), fc.constantFrom(...printed.map(([output]) => output)));
    fc.assert(
      fc.property(fc.array(words, { maxLength: 4 }), (lines) => {
        const { code } = explainUnread(lines.join('\n'), { exitCode: 1 });
        expect(code).toBe('bad-compose');
      }),
    );
  });

  test('is about the engine where Compose was not reached, or the engine went away', () => {
    expect(explainUnread('exec: docker: not found', { exitCode: 127 }).code).toBe('engine-failed');
    expect(explainUnread('', { exitCode: 137 }).code).toBe('engine-failed');
    const away = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.';
    expect(explainUnread(away, { exitCode: 1 }).code).toBe('engine-lost');
  });
});
