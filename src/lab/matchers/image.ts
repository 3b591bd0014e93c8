import * as z from 'zod';
import { type Amount, amount, numberOf, tellAmount } from '../checks/amount.ts';
import { compareDebianVersions } from '../general/debian-version.ts';
import { formatBytes } from '../general/units.ts';
import { imageMatcher, type Judgement, listWords } from './matcher.ts';

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

export const unpackedSize = imageMatcher({
  kind: 'image-unpacked-size',
  fields: { atMostBytes: amount(z.number().positive()) },
  title: ({ atMostBytes }) => `image unpacks to at most ${tellAmount(atMostBytes, formatBytes)}`,
  expected: ({ atMostBytes }) => `layers of at most ${tellAmount(atMostBytes, formatBytes)}, unpacked`,
  judge: ({ atMostBytes }, { unpackedBytes }) =>
    unpackedBytes === undefined
      ? uncounted('how large its layers are')
      : {
          ok: unpackedBytes <= numberOf(atMostBytes),
          observed: `image unpacks to ${formatBytes(unpackedBytes)}`,
        },
});

export const imagePackage = imageMatcher({
  kind: 'image-package',
  fields: { name: z.string().min(1), present: z.boolean() },
  title: ({ name, present }) => `image has ${present ? '' : 'no '}${name}`,
  expected: ({ name, present }) => `a package database ${present ? 'with' : 'without'} ${name}`,
  judge({ name, present }, { packages: { manager, installed } }) {
    // Whoever deletes the database has taken nothing out of the image.
    if (manager === 'none') return { ok: false, observed: 'image has no package database that tells' };
    const found = installed.find((each) => each.name === name);
    return {
      ok: (found !== undefined) === present,
      observed: found ? `image has ${name} ${found.version}` : `image has no ${name}`,
    };
  },
});

export const imagePackageVersion = imageMatcher({
  kind: 'image-package-version',
  fields: { name: z.string().min(1), atLeast: z.string().min(1) },
  title: ({ name, atLeast }) => `image has ${name} ${atLeast} or later`,
  expected: ({ name, atLeast }) => `a database of dpkg with ${name} ${atLeast} or later`,
  judge({ name, atLeast }, { packages: { manager, installed } }) {
    if (manager !== 'dpkg') return { ok: false, observed: 'image has no database of dpkg' };
    const found = installed.find((each) => each.name === name);
    return {
      ok: found !== undefined && compareDebianVersions(found.version, atLeast) >= 0,
      observed: found ? `image has ${name} ${found.version}` : `image has no ${name}`,
    };
  },
});

export const imageText = imageMatcher({
  kind: 'image-text',
  textsOf: ({ text }) => [text],
  fields: { text: z.string().min(4) },
  title: ({ text }) => `“${text}” is nowhere in the image`,
  expected: ({ text }) => `no “${text}” in any layer, the history, the configuration or a statement about it`,
  judge({ text }, { texts }) {
    const places = texts?.[text];
    if (places === undefined) return uncounted('whether it is in its layers');
    return {
      ok: places.length === 0,
      observed: places.length ? `it is in ${listWords(places)}` : 'it is nowhere in the image',
    };
  },
});

const predicates = {
  spdx: 'https://spdx.dev/Document',
  cyclonedx: 'https://cyclonedx.org/bom',
  slsa: 'https://slsa.dev/provenance/',
} as const;
type Predicate = keyof typeof predicates;
const PredicateSchema = z.enum(['spdx', 'cyclonedx', 'slsa']);

export const attestation = imageMatcher({
  kind: 'attestation',
  textsOf: ({ says }) => (says === undefined ? [] : [says]),
  fields: {
    /** The predicate of an in-toto statement. */
    predicate: PredicateSchema,
    /** A text in it. */
    says: z.string().min(4).optional(),
  },
  title: ({ predicate, says }) =>
    `image has a statement of ${predicate}${says === undefined ? '' : ` that says “${says}”`}`,
  expected: ({ predicate, says }) =>
    `a statement of ${predicate} about it${says === undefined ? '' : ` with “${says}”`}`,
  judge({ predicate, says }, { attestations, texts }): Judgement {
    if (attestations === undefined) return noStatements;
    const isAsked = (type: string) => type.startsWith(predicates[predicate]);
    if (!attestations.some(isAsked))
      return {
        ok: false,
        observed: `image has ${attestations.length ? `statements of ${listWords(attestations)} alone` : 'no statement about it'}`,
      };
    if (says === undefined) return { ok: true, observed: `image has a statement of ${predicate}` };
    const places = texts?.[says];
    if (places === undefined) return uncounted('what its statements say');
    const isSaid = places.some((place) => place.startsWith('a statement of ') && isAsked(place.slice(15)));
    return {
      ok: isSaid,
      observed: `its statement of ${predicate} ${isSaid ? 'says' : 'does not say'} “${says}”`,
    };
  },
});

const noStatements: Judgement = {
  source: 'unknown',
  reason: 'the image store of this engine keeps no statements about images; one of containerd does',
  cause: 'host-lacks',
};

export const listedPackage = imageMatcher({
  kind: 'listed-package',
  fields: { name: z.string().min(1), version: z.string().min(1).optional() },
  // What a learner's values make of a name is filled in before it is judged.
  title: ({ name, version }) => `image has a statement of spdx that lists ${named(name, version)}`,
  expected: ({ name, version }) => `an SPDX document about it that lists ${named(name, version)}`,
  judge({ name, version }, { listed }) {
    if (listed === undefined) return noStatements;
    const found = listed.filter((each) => each.name === name);
    const versions = found.map((each) => each.version || 'none');
    return {
      ok: found.some((each) => version === undefined || each.version === version),
      observed: listed.length
        ? found.length
          ? `its statements list ${name} with the version ${listWords(versions)}`
          : `its statements list ${listed.length} packages, and ${name} is not among them`
        : 'image has no statement of spdx that lists a package',
    };
  },
});

const named = (name: string, version: string | undefined) =>
  version === undefined ? name : `${name} ${version}`;

export const installedAreListed = imageMatcher({
  kind: 'installed-are-listed',
  fields: {},
  title: () => 'image has a statement of spdx that lists each installed package with its version',
  expected: () => 'an SPDX document about it that lists each package of its database with its version',
  judge(_, { listed, packages: { manager, installed } }) {
    if (listed === undefined) return noStatements;
    if (listed.length === 0)
      return { ok: false, observed: 'image has no statement of spdx that lists a package' };
    // Where nothing is recorded, everything that is would be listed.
    if (installed.length === 0)
      return { ok: false, observed: `image has no package in a database (${manager}) to compare with` };
    const known = new Set(listed.map(({ name, version }) => `${name} ${version}`));
    const missing = installed.filter(({ name, version }) => !known.has(`${name} ${version}`));
    return {
      ok: missing.length === 0,
      observed: missing.length
        ? `its statements lack ${missing.length} of ${installed.length} installed packages, the first ${missing[0]?.name} ${missing[0]?.version}`
        : `its statements list all ${installed.length} installed packages`,
    };
  },
});

function uncounted(what: string): Judgement {
  return { source: 'unknown', reason: `${what} was not looked at`, cause: 'not-yet' };
}

/** What a container's image is made of. Sizes in bytes: `image.atMost(megabytes(12))`. */
export const image = {
  atMost: (bytes: Amount) => ({ kind: 'image-size', atMostBytes: bytes }) as const,
  noShell: () => ({ kind: 'image-content', what: 'shells', atMost: 0 }) as const,
  noSetuid: () => ({ kind: 'image-content', what: 'setuid', atMost: 0 }) as const,
  packagesAtMost: (atMost: number) => ({ kind: 'image-content', what: 'packages', atMost }) as const,
  /** Bytes of the files of all layers, uncompressed, what later layers cover or take away included. */
  unpackedAtMost: (bytes: Amount) => ({ kind: 'image-unpacked-size', atMostBytes: bytes }) as const,
  /** By its package database, which has to be there. */
  withoutPackage: (name: string) => ({ kind: 'image-package', name, present: false }) as const,
  withPackage: (name: string) => ({ kind: 'image-package', name, present: true }) as const,
  /** By dpkg's database, in the order of deb-version(7). */
  packageAtLeast: (name: string, version: string) =>
    ({ kind: 'image-package-version', name, atLeast: version }) as const,
  /** Not in a file of any layer, a path, the history, the configuration, or a statement about the image. */
  nowhere: (text: string) => ({ kind: 'image-text', text }) as const,
  /** An in-toto statement about it is in the image store. */
  attested: (predicate: Predicate) => ({ kind: 'attestation', predicate }) as const,
  attestationSays: (predicate: Predicate, says: string) =>
    ({ kind: 'attestation', predicate, says }) as const,
  /** An SPDX document about it lists this package; with this version, where one is said. */
  listed: (name: string, version?: string) =>
    ({ kind: 'listed-package', name, ...(version === undefined ? {} : { version }) }) as const,
  /** SPDX documents about it list every package of its database, with the version. */
  installedListed: () => ({ kind: 'installed-are-listed' }) as const,
  noPackageManager: () => ({ kind: 'package-manager', present: false }) as const,
  /** `ID VERSION_ID` of os-release(5): `debian 13`. */
  distribution: (is: string) => ({ kind: 'distribution', is }) as const,
  libc: (is: 'glibc' | 'musl' | 'both' | 'none') => ({ kind: 'libc', is }) as const,
};
