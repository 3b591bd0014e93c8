import * as z from 'zod';
import { type Amount, amount, numberOf, tellAmount } from '../amount.ts';
import { formatBytes } from '../units.ts';
import { imageMatcher, listWords } from './matcher.ts';

export const imageSize = imageMatcher({
  kind: 'image-size',
  fields: { atMostBytes: amount(z.number().positive()) },
  title: ({ atMostBytes }) => `image is at most ${tellAmount(atMostBytes, formatBytes)}`,
  expected: ({ atMostBytes }) => `at most ${tellAmount(atMostBytes, formatBytes)}`,
  judge: ({ atMostBytes }, facts) => ({
    ok: facts.sizeBytes <= numberOf(atMostBytes),
    observed: `image is ${formatBytes(facts.sizeBytes)}`,
  }),
});

const nouns = { shells: 'shell', setuid: 'setuid or setgid program', packages: 'package' } as const;
const count = (what: keyof typeof nouns, n: number) =>
  n === 0 ? `no ${nouns[what]}` : `${n} ${nouns[what]}${n === 1 ? '' : 's'}`;

export const imageContent = imageMatcher({
  kind: 'image-content',
  fields: { what: z.enum(['shells', 'setuid', 'packages']), atMost: z.number().int().nonnegative() },
  title: ({ what, atMost }) => `image has ${atMost === 0 ? '' : 'at most '}${count(what, atMost)}`,
  expected: ({ what, atMost }) => `${atMost === 0 ? '' : 'at most '}${count(what, atMost)}`,
  judge({ what, atMost }, facts) {
    const found = what === 'packages' ? facts.packages.installed.map((each) => each.name) : facts[what];
    return {
      ok: found.length <= atMost,
      observed: found.length
        ? `image has ${count(what, found.length)}: ${listWords(found)}`
        : `image has ${count(what, 0)}`,
    };
  },
});

export const packageManager = imageMatcher({
  kind: 'package-manager',
  fields: { present: z.boolean() },
  title: ({ present }) => `image has ${present ? 'a' : 'no'} package manager's database`,
  expected: ({ present }) => (present ? 'a package database' : 'no package database'),
  judge: ({ present }, facts) => ({
    ok: (facts.packages.manager !== 'none') === present,
    observed:
      facts.packages.manager === 'none'
        ? 'image has no package database'
        : `image has a database of ${facts.packages.manager} with ${count('packages', facts.packages.installed.length)}`,
  }),
});

export const libc = imageMatcher({
  kind: 'libc',
  fields: { is: z.enum(['glibc', 'musl', 'both', 'none']) },
  title: ({ is }) => `image has ${is === 'none' ? 'no C library' : is}`,
  expected: ({ is }) => (is === 'none' ? 'no C library' : is),
  judge: ({ is }, facts) => ({
    ok: facts.libc === is,
    observed: `image has ${facts.libc === 'none' ? 'no C library' : facts.libc}`,
  }),
});

export const distribution = imageMatcher({
  kind: 'distribution',
  fields: { is: z.string().min(1) },
  title: ({ is }) => `image stands on ${is}`,
  expected: ({ is }) => is,
  judge: ({ is }, facts) => ({
    ok: facts.distribution === is,
    observed: `image stands on ${facts.distribution || 'no distribution that it names'}`,
  }),
});

/** What a container's image is made of. Sizes in bytes: `image.atMost(megabytes(12))`. */
export const image = {
  atMost: (bytes: Amount) => ({ kind: 'image-size', atMostBytes: bytes }) as const,
  noShell: () => ({ kind: 'image-content', what: 'shells', atMost: 0 }) as const,
  noSetuid: () => ({ kind: 'image-content', what: 'setuid', atMost: 0 }) as const,
  packagesAtMost: (atMost: number) => ({ kind: 'image-content', what: 'packages', atMost }) as const,
  noPackageManager: () => ({ kind: 'package-manager', present: false }) as const,
  /** `ID VERSION_ID` of os-release(5): `debian 13`. */
  distribution: (is: string) => ({ kind: 'distribution', is }) as const,
  libc: (is: 'glibc' | 'musl' | 'both' | 'none') => ({ kind: 'libc', is }) as const,
};
