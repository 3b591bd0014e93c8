import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInsideText } from '../../../../src/observe/facts/inside-text.ts';

const recorded = readFileSync(new URL('../../../fixtures/observe/runsc-inside.txt', import.meta.url), 'utf8');

describe('what a sandboxed container says of itself', () => {
  it('is taken apart by the form of its lines', () => {
    const { status, mounts, listening, argv } = parseInsideText(recorded);
    expect(status).toMatchObject({
      name: 'sleep',
      uids: [0, 0, 0, 0],
      capabilities: { bounding: [] },
      seccompMode: 0,
    });
    expect(mounts.map(({ mountPoint }) => mountPoint)).toContain('/etc/resolv.conf');
    expect(mounts).toHaveLength(18);
    expect(listening).toEqual([]);
    expect(argv).toEqual(['sleep', 'infinity']);
  });

  it('keeps arguments with newlines whole, and does without a file', () => {
    const text = recorded.replace(/ {2}sl.*\n/g, '').replace('sleep\0infinity\0', 'sh\0-c\0echo a\necho b\0');
    expect(parseInsideText(text).argv).toEqual(['sh', '-c', 'echo a\necho b']);
  });

  it('has no status where cat could not be run', () => {
    expect(parseInsideText('OCI runtime exec failed: exec failed: no such file\n').status).toBeUndefined();
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseInsideText(text)));
  });
});
