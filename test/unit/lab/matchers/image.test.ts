import { describe, expect, it } from 'vitest';
import { megabytes } from '../../../../src/lab/general/units.ts';
import { image } from '../../../../src/lab/matchers/image.ts';
import type { ImageFacts } from '../../../../src/lab/observation/container.ts';
import { makeImageFacts, makeObservation, makeObserved, makeStopped } from '../../../fixtures/observed.ts';
import { judged, judgedWhereGone } from './judged.ts';

const made = (fields: Partial<ImageFacts>) =>
  makeObservation([
    makeObserved('web', { imageFacts: { source: 'declared', value: makeImageFacts(fields) } }),
  ]);
const installed = ['apt', 'bash', 'dash', 'dpkg', 'tar'].map((name) => ({ name, version: '1' }));

describe('images', () => {
  it.each([
    [image.atMost(megabytes(12)), made({ sizeBytes: 12_000_000 }), 'pass web: image is 12 MB.'],
    [
      image.atMost(megabytes(12)),
      made({ sizeBytes: 12_100_000 }),
      'fail web: image is 12.1 MB; expected at most 12 MB.',
    ],
    [
      image.distribution('debian 13'),
      made({ distribution: 'debian 13' }),
      'pass web: image stands on debian 13.',
    ],
    [
      image.distribution('debian 13'),
      made({ distribution: 'debian 12' }),
      'fail web: image stands on debian 12; expected debian 13.',
    ],
    [
      image.distribution('debian 13'),
      made({ distribution: '' }),
      'fail web: image stands on no distribution that it names; expected debian 13.',
    ],
    [image.noShell(), made({}), 'pass web: image has no shell.'],
    [
      image.noShell(),
      made({ shells: ['/bin/sh'] }),
      'fail web: image has 1 shell: /bin/sh; expected no shell.',
    ],
    [
      image.noSetuid(),
      made({ setuid: ['/usr/bin/su', '/usr/bin/passwd'] }),
      'fail web: image has 2 setuid or setgid programs: /usr/bin/su and /usr/bin/passwd; expected no setuid or setgid program.',
    ],
    [image.packagesAtMost(1), made({}), 'pass web: image has 1 package: base-files.'],
    [
      image.packagesAtMost(4),
      made({ packages: { manager: 'dpkg', installed } }),
      'fail web: image has 5 packages: apt, bash, dash and 2 more; expected at most 4 packages.',
    ],
    [
      image.noPackageManager(),
      made({ packages: { manager: 'none', installed: [] } }),
      'pass web: image has no package database.',
    ],
    [
      image.noPackageManager(),
      made({}),
      'fail web: image has a database of dpkg with 1 package; expected no package database.',
    ],
    [image.libc('musl'), made({ libc: 'musl' }), 'pass web: image has musl.'],
    [image.libc('none'), made({ libc: 'glibc' }), 'fail web: image has glibc; expected no C library.'],
  ])('%j', (expectation, observation, wanted) => {
    expect(judged(expectation, observation)).toBe(wanted);
  });

  it('judges what is in an image whether its container runs or not', () => {
    expect(judged(image.noShell(), makeObservation([makeStopped()]))).toBe('pass web: image has no shell.');
    expect(judgedWhereGone(image.noShell()).missing).toMatch(/^fail There is no container of service “web”/);
  });

  it('judges nothing that was not read', () => {
    const imageFacts = { source: 'unknown', reason: 'its image is being read', cause: 'not-yet' } as const;
    const unread = makeObservation([makeObserved('web', { imageFacts })]);
    expect(judged(image.noShell(), unread)).toBe('skip Not judged yet: its image is being read.');
  });
});
