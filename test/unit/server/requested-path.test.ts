import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseWorkspacePath } from '../../../src/server/requested-path.ts';

test.each(['compose.yaml', 'app/main.go', '.env', 'a..b', '...', 'a b/ü.txt', '100%.txt'])(
  '%s is a path',
  (path) => {
    expect(parseWorkspacePath(path)).toBe(path);
  },
);

test('whatever is taken stays below the workspace', () => {
  const part = fc.oneof(fc.constantFrom('..', '.', '', '%2e%2e', '\\', '\0', 'a'), fc.string());
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const path = parts.join('/');
      try {
        parseWorkspacePath(path);
      } catch (error) {
        return (error as { code?: string }).code === 'path-refused';
      }
      const root = '/srv/workspace';
      return posix.resolve(root, path).startsWith(`${root}/`) && !path.includes('\0') && !path.includes('\\');
    }),
  );
});
