import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BuildState } from '../../../../src/engine/images/build-log.ts';
import { BuildLog } from '../../../../src/engine/images/build-log.ts';
import { explainRecipeFailure } from '../../../../src/engine/images/recipe-failure.ts';

const recorded = readFileSync(
  new URL('../../../fixtures/images/failing-build.txt', import.meta.url),
  'utf8',
).split('\n');

function read(lines: readonly string[]): { log: BuildLog; states: BuildState[] } {
  const log = new BuildLog();
  return { log, states: lines.map((line) => log.add(line)).filter((state) => state !== undefined) };
}

describe('BuildKit’s progress', () => {
  it('tells the steps of the recipe and none of BuildKit’s own', () => {
    const steps = [...new Set(read(recorded).states.map(({ step }) => step))];
    expect(steps).toEqual([
      '1/2 FROM drydock.invalid/debian:trixie-slim',
      '2/3 RUN /run/apt/install less',
      '3/3 RUN /run/apt/install no-such-package',
    ]);
  });

  it('tells how much apt has downloaded of what it needs', () => {
    const sizes = read(recorded).states.filter(({ totalBytes }) => totalBytes !== undefined);
    expect(sizes[0]).toMatchObject({ currentBytes: 0, totalBytes: 161_000 });
    expect(sizes.at(-1)).toMatchObject({ currentBytes: 161_000, totalBytes: 161_000 });
  });

  it('knows after a failure which step failed, and what that step said', () => {
    const failure = read(recorded).log.failure();
    expect(failure.step).toBe('3/3 RUN /run/apt/install no-such-package');
    expect(failure.output).toContain('E: Unable to locate package no-such-package');
    expect(failure.output).not.toContain('Setting up less');
  });

  it('keeps the end of the log where no step is at fault', () => {
    const { log } = read([
      'ERROR: Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?',
    ]);
    expect(log.failure()).toEqual({ step: undefined, output: expect.stringContaining('Cannot connect') });
  });
});

describe('a recipe’s failure', () => {
  it('names the image and the step', () => {
    const error = explainRecipeFailure('alpine:3.22', read(recorded).log.failure());
    expect(error.code).toBe('build-failed');
    expect(error.message).toBe(
      'The recipe of alpine:3.22 failed at “3/3 RUN /run/apt/install no-such-package”.',
    );
    expect(error.output).toContain('Unable to locate package');
  });

  it.each([
    'write /var/lib/docker/tmp/x: no space left on device',
    "E: You don't have enough free space in /var/cache/apt/archives/.",
    'dpkg: error: failed to write (No space left on device)',
  ])('says that the disk is full: %s', (output) => {
    expect(explainRecipeFailure('x:1', { step: '2/3 RUN', output })).toMatchObject({
      code: 'disk-full',
      message: 'The disk filled up while x:1 was being built at “2/3 RUN”.',
    });
  });

  it('says that the mirror could not be reached', () => {
    const output =
      'W: Failed to fetch http://deb.debian.org/debian  Temporary failure resolving ‘deb.debian.org’';
    expect(explainRecipeFailure('x:1', { step: undefined, output }).message).toBe(
      'The recipe of x:1 failed: a Debian mirror could not be reached.',
    );
  });
});
