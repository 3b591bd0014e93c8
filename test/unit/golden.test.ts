import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { expectGolden } from '../fixtures/golden.ts';

const name = `not-there-${process.pid}.txt`;
const file = new URL(`../golden/${name}`, import.meta.url);
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(file, { force: true });
});

test('a golden text that is missing is written', () => {
  vi.stubEnv('CI', undefined);
  vi.stubEnv('UPDATE_GOLDEN', undefined);
  expectGolden(name, 'as it is');
  expect(readFileSync(file, 'utf8')).toBe('as it is');
  expect(() => expectGolden(name, 'otherwise')).toThrow();
});

test.each(['0', '1'])('in CI it fails and nothing is written, with UPDATE_GOLDEN=%s', (update) => {
  vi.stubEnv('CI', 'true');
  vi.stubEnv('UPDATE_GOLDEN', update);
  expect(() => expectGolden(name, 'as it is')).toThrow('CI writes none');
  expect(existsSync(file)).toBe(false);
});

test('CI says that it is CI', () => {
  expect(readFileSync(new URL('../../.ci/run', import.meta.url), 'utf8')).toMatch(/^export CI=true$/m);
});
