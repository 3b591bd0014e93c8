import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainComposeFailure } from '../../../../src/engine/compose/compose-failure.ts';
import { serviceThatStopped } from '../../../../src/engine/compose/stopped-containers.ts';
import { type ErrorCode, reportError } from '../../../../src/lab/errors.ts';
import { expectGolden, formatReport } from '../../../fixtures/golden.ts';

/** What Compose 2.26.1 printed, one file a failure. */
const folder = new URL('../../../fixtures/compose/', import.meta.url);
const read = (name: string) => readFileSync(new URL(`${name}.txt`, folder), 'utf8');
const explain = (name: string) => reportError(explainComposeFailure(read(name), { exitCode: 1 }));

const codes: Readonly<Record<string, ErrorCode>> = {
  'base-missing': 'image-unavailable',
  'copy-of-nothing': 'build-failed',
  'disk-full': 'disk-full',
  'disk-full-of-layers': 'disk-full',
  'engine-away': 'engine-lost',
  'image-missing': 'image-unavailable',
  'key-twice': 'bad-compose',
  'layer-lost': 'engine-failed',
  'missing-profile': 'bad-compose',
  'neither-image-nor-build': 'bad-compose',
  'no-dockerfile': 'build-failed',
  'no-file': 'bad-compose',
  'no-network-left': 'networks-spent',
  'no-service': 'bad-compose',
  'no-such-program': 'service-exited',
  'no-such-program-after-a-build': 'service-exited',
  'not-yaml': 'bad-compose',
  'pid-of-nobody': 'bad-compose',
  'port-of-a-container': 'port-taken',
  'port-of-a-program': 'port-taken',
  'stage-misspelt': 'image-unavailable',
  'step-fails': 'build-failed',
  'step-fills-disk': 'build-failed',
  'unclosed-bracket': 'bad-compose',
  'undefined-volume': 'bad-compose',
  'unknown-capability': 'bad-compose',
  'unknown-dependency': 'bad-compose',
  'unknown-instruction': 'build-failed',
  'unknown-key': 'bad-compose',
  'unknown-runtime': 'bad-compose',
  'unknown-top-key': 'bad-compose',
  'wrong-type': 'bad-compose',
};
/** `up --wait` says these of a container; its log is asked for then. */
const stops: Readonly<Record<string, { container: string; how: string }>> = {
  'service-exits': { container: 'drydock-shop-web-1', how: 'ended with status 3' },
  unhealthy: { container: 'drydock-shop-web-1', how: 'became unhealthy' },
  'dependency-exits': { container: 'drydock-shop-db-1', how: 'ended with status 2' },
};

describe('explainComposeFailure', () => {
  it('is tried on all that was recorded', () => {
    const names = readdirSync(folder).map((file) => file.replace(/\.txt$/, ''));
    expect(names.sort()).toEqual([...Object.keys(codes), ...Object.keys(stops)].sort());
  });

  it.each(Object.entries(codes))('takes %s for %s', (name, code) => {
    const report = explain(name);
    expect(report.code).toBe(code);
    expect(report.fix).toBeTruthy();
    expectGolden(`compose/${name}.txt`, formatReport(report));
  });

  it('shows a failing step with what it printed', () => {
    const { message, output } = explain('step-fails');
    expect(message).toContain('[web 2/2] RUN echo building && ls /nowhere: ');
    expect(output).toContain('ls: /nowhere: No such file or directory');
  });

  it('names the line of a Dockerfile', () => {
    expect(explain('unknown-instruction').place).toEqual({ file: 'Dockerfile', line: 2 });
  });

  it('says what it does not know in the words of Compose', () => {
    const report = reportError(explainComposeFailure('a\nsomething new\n', { exitCode: 7 }));
    expect(report).toMatchObject({ code: 'engine-failed', output: 'a\nsomething new' });
    expect(report.message).toBe('Compose ended with status 7: something new');
    expect(reportError(explainComposeFailure('', { exitCode: 7 })).message).toContain('it printed nothing');
  });
});

describe('serviceThatStopped', () => {
  it.each(Object.entries(stops))('finds the container of %s', (name, found) => {
    expect(serviceThatStopped(read(name))).toEqual(found);
  });

  it.each(Object.keys(codes))('finds none in %s', (name) => {
    expect(serviceThatStopped(read(name))).toBeUndefined();
  });
});

it('names the container that did not get up among those that start side by side', () => {
  const limit =
    'Error response from daemon: failed to create task for container: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error setting rlimit type 7: operation not permitted: unknown';
  const output = (...lines: readonly string[]) =>
    [...lines.map((line) => ` Container shop-${line}`), limit, ''].join('\n');
  const explained = (text: string) => explainComposeFailure(text, { exitCode: 1 });
  expect(explained(output('files-1  Starting', 'shelf-1  Starting', 'shelf-1  Started')).message).toMatch(
    /^The container shop-files-1 could not be started: .*rlimit type 7/,
  );
  const two = explained(output('files-1  Starting', 'shelf-1  Starting'));
  expect(two.message).toMatch(/^One of the containers shop-files-1, shop-shelf-1 could not be started/);
  expect(two.place).toMatchObject({ key: 'ulimits' });
});
