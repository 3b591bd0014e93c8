import { describe, expect, it } from 'vitest';
import { parseMountedFiles } from '../../../../src/observe/proc/mounted-files.ts';

describe('files that are mounts', () => {
  it('have a mode, an owner and a size, whatever their path', () => {
    const text = '400 10001 10001 12 /run/secrets/key\n4755 0 0 3 /srv/a b 400 0 0 1 /x\n';
    expect(parseMountedFiles({ text, cut: false })).toEqual({
      source: 'kernel',
      value: [
        { path: '/run/secrets/key', mode: 0o400, uid: 10001, gid: 10001, bytes: 12 },
        { path: '/srv/a b 400 0 0 1 /x', mode: 0o4755, uid: 0, gid: 0, bytes: 3 },
      ],
    });
  });

  it('are none where the probe looked and found none', () => {
    expect(parseMountedFiles({ text: '', cut: false })).toEqual({ source: 'kernel', value: [] });
  });

  it('are unknown where not all were told, or none could be', () => {
    expect(parseMountedFiles({ text: '400 0 0 1 /a\n', cut: true })).toMatchObject({ source: 'unknown' });
    expect(parseMountedFiles(undefined)).toMatchObject({ source: 'unknown' });
  });
});
