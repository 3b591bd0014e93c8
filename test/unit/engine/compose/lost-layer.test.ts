import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeCompose } from '../../../../src/engine/compose/compose.ts';
import { lostLayer } from '../../../../src/engine/compose/lost-layer.ts';
import { readablePart } from '../../../../src/engine/compose/printed.ts';
import type { ComposeBench } from '../../../../src/lab/ports/compose.ts';
import type { CommandResult, Engine } from '../../../../src/lab/ports/engine.ts';

const lost: CommandResult = {
  exitCode: 1,
  stdout: '',
  stderr: readFileSync(new URL('../../../fixtures/compose/layer-lost.txt', import.meta.url), 'utf8'),
  truncated: false,
  durationMs: 0,
};
const done: CommandResult = { ...lost, exitCode: 0, stderr: '' };

/** An `up` of a file without services, to which Compose answers so, one call after the other. */
async function bringUp(answers: readonly CommandResult[]) {
  const [left, told] = [[...answers], [] as string[]];
  const engine: Pick<Engine, 'inspectRaw' | 'inspectContainers' | 'follow' | 'logTail'> = {
    inspectRaw: async () => [],
    inspectContainers: async () => [],
    logTail: async () => '',
    follow: async () => ({ [Symbol.asyncDispose]: async () => undefined }),
  };
  const workbench: ComposeBench = {
    workspacePath: '/workspace',
    async run() {
      const answer = left.shift();
      if (answer === undefined) throw new Error('Compose was called once too often');
      return answer;
    },
  };
  const options = { project: 'p', engine, onOutput: (text: string) => told.push(text) };
  const what = { files: new Map(), model: { services: {} } };
  const error = await makeCompose()
    .up(workbench, options, 'compose.yaml', what)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  return { error, told, left: left.length };
}

describe('a layer that the engine lost while it built', () => {
  test('has the build asked for again, and says so', async () => {
    const { error, told } = await bringUp([lost, lost, done]);
    expect(error).toBeUndefined();
    expect(told).toEqual(Array(2).fill('The engine lost a layer that the build needs: it builds again.\n'));
  });
  test('three times over is an error of the engine, not of the Dockerfile', async () => {
    const { error, left } = await bringUp([lost, lost, lost, done]);
    expect(error).toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('lost a layer while it built, 3 times'),
    });
    expect(left).toBe(1);
  });
  test.each([
    ['prints', '#9 0.123 failed to get snapshot x does not exist: not found\n'],
    [
      'prints behind a carriage return',
      '#9 0.1 a\rfailed to solve: failed to get snapshot x does not exist: not found\n',
    ],
    [
      'is called',
      '   2 | >>> RUN echo failed to solve: failed to get snapshot x does not exist: not found\n',
    ],
  ])('is not what a step %s: its author is at fault, and is told so', async (_, printed) => {
    const failed = `${printed}failed to solve: process "/bin/sh -c false" did not complete successfully: exit code: 1\n`;
    const { error, left } = await bringUp([{ ...lost, stderr: failed }, done]);
    expect(error).toMatchObject({ code: 'build-failed' });
    expect(left).toBe(1);
  });
  test('is looked for in lines of any length', () => {
    const printed = `#9 0.1 ${'failed to get snapshot '.repeat(170_000)}\n`;
    expect(lostLayer.test(readablePart(printed))).toBe(false);
  });
  test('is nothing else that fails: that is not asked for again', async () => {
    const { error, left } = await bringUp([{ ...lost, stderr: 'no service selected\n' }, done]);
    expect(error).toMatchObject({ code: 'bad-compose' });
    expect(left).toBe(1);
  });
});
