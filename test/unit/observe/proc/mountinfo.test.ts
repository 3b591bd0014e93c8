import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRootReadOnly, parseMountinfo } from '../../../../src/observe/proc/mountinfo.ts';

const root =
  '90 67 0:39 / / ro,relatime - overlay overlay rw,lowerdir=/l/A:/l/B,upperdir=/u/diff,workdir=/u/work';
const tmp =
  '91 90 0:43 / /tmp rw,nosuid,nodev,noexec master:4 shared:9 - tmpfs tmpfs rw,size=65536k,mode=1777';
const odd = String.raw`92 90 8:1 /a\040b /data/with\040space\011tab\134 rw - ext4 /dev/sd\043a rw,errors=remount-ro`;

describe('proc_pid_mountinfo(5)', () => {
  it('gives mount points, options of the mount and of the file system', () => {
    expect(parseMountinfo(`${root}\n${tmp}\n`)).toEqual([
      { mountPoint: '/', type: 'overlay', source: 'overlay', readOnly: true, options: ['ro', 'relatime'] },
      {
        mountPoint: '/tmp',
        type: 'tmpfs',
        source: 'tmpfs',
        readOnly: false,
        options: ['rw', 'nosuid', 'nodev', 'noexec', 'size=65536k', 'mode=1777'],
      },
    ]);
  });

  it('reads the octal escapes of blanks, backslashes and #', () => {
    expect(parseMountinfo(odd)).toMatchObject([
      { mountPoint: '/data/with space\ttab\\', source: '/dev/sd#a', options: ['rw', 'errors=remount-ro'] },
    ]);
  });

  it('counts a file system that is read-only as such, though the mount is not', () => {
    expect(parseMountinfo('1 0 0:9 / /p rw - proc proc ro')[0]?.readOnly).toBe(true);
  });

  it('takes the last mount over / for the root', () => {
    const over = root.replace(' ro,relatime ', ' rw,relatime ');
    expect(isRootReadOnly(parseMountinfo(root))).toBe(true);
    expect(isRootReadOnly(parseMountinfo(`${root}\n${over}`))).toBe(false);
    expect(isRootReadOnly(parseMountinfo(tmp))).toBeUndefined();
  });

  it('gives back every path that the kernel can escape', () => {
    const escaped = (path: string) =>
      path.replace(/[ \t\n\\#]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
    const path = fc
      .string({ unit: 'grapheme' })
      .map((text) => `/${text.replace(/[\0\r\v\f\u2028\u2029]/g, '')}`);
    fc.assert(
      fc.property(path, (mountPoint) => {
        const line = `1 0 0:9 / ${escaped(mountPoint)} rw - tmpfs tmpfs rw`;
        expect(parseMountinfo(line)[0]?.mountPoint).toBe(mountPoint);
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseMountinfo(text)));
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => void parseMountinfo(`${a} - ${b}\n1 2 3:4 ${a}`)),
    );
  });
});
