import { image } from '../../lab/matchers/image.ts';
import { listWords } from '../../lab/matchers/matcher.ts';
import type { InspectedImage } from '../../lab/observation/container.ts';
import type { Rule } from '../rule.ts';
import { findSecrets } from './secrets.ts';

const isRoot = (user: string): boolean => ['', '0', 'root'].includes(user.split(':')[0] ?? '');

/** Whether a reference names neither a digest nor a tag that stays. */
export function isFloating(reference: string): boolean {
  if (isPinned(reference)) return false;
  const tag = /:([^/:]+)$/.exec(reference)?.[1];
  return tag === undefined || tag === 'latest';
}

export const imageRules: readonly Rule[] = [
  {
    id: 'root-in-image',
    title: 'comes from an image with a user of its own',
    severity: 'low',
    chapter: 'base-images',
    anchor: 'two-stages',
    why: 'Wherever this image is run without a “user” key, it runs as root.',
    look: {
      judge({ image: of }) {
        if (!of) return { unknown: { reason: 'its image is no longer on the engine', cause: 'not-seen' } };
        return {
          ok: !isRoot(of.user),
          observed: of.user === '' ? 'its image sets no user' : `its image sets user ${of.user}`,
          expected: 'a USER other than root',
        };
      },
    },
    mend: { notes: ['in the last stage of its Dockerfile: USER 65532'] },
  },
  {
    id: 'image-shells',
    title: 'comes from an image without a shell',
    severity: 'info',
    chapter: 'base-images',
    anchor: 'distroless',
    why: 'A shell is what most attacks start first. A finished program needs none.',
    look: { expect: image.noShell() },
    mend: { notes: ['ship the program on a distroless base: a second FROM, and COPY --from'] },
  },
  {
    id: 'image-setuid',
    title: 'comes from an image without set-user-ID programs',
    severity: 'info',
    chapter: 'base-images',
    anchor: 'two-differences',
    why: 'Each is a way for another user to become root inside. With no_new_privs set they mean nothing.',
    look: { expect: image.noSetuid() },
    mend: { set: { security_opt: ['no-new-privileges:true'] }, notes: ['or a base that has none'] },
  },
  {
    id: 'image-packages',
    title: 'comes from an image without a package manager’s database',
    severity: 'info',
    chapter: 'base-images',
    anchor: 'distroless',
    why: 'Where a package manager is, so are the tools that came with it.',
    look: { expect: image.noPackageManager() },
    mend: { notes: ['ship the program on a distroless base: a second FROM, and COPY --from'] },
  },
  {
    id: 'image-floating',
    title: 'comes from an image whose name stays what it is',
    severity: 'info',
    chapter: 'sbom',
    anchor: 'a-signature-is-of-a-digest',
    why: 'A tag like “latest” names another image tomorrow: what was looked at is not what will run.',
    look: {
      judge({ declared }) {
        const { reference } = declared.image;
        return {
          ok: !isFloating(reference),
          observed: `is ${reference}`,
          expected: 'a version in the tag, or a digest',
        };
      },
    },
    mend: ({ declared, image: of }) =>
      isBuilt(of)
        ? {
            notes: [
              'it is built here, so no registry has a digest of it: give “image” a tag that says which version',
            ],
          }
        : { set: { image: of?.digests[0] ?? `${declared.image.reference}@sha256:…` } },
  },
  {
    id: 'image-by-tag',
    title: 'comes from an image that is named by its digest',
    severity: 'info',
    chapter: 'sbom',
    anchor: 'a-signature-is-of-a-digest',
    why: 'Whoever may push to the registry may move a tag. A digest names these bytes and no others; then each upgrade is yours to make.',
    look: {
      judge({ declared, image: of }) {
        const { reference } = declared.image;
        const built = isBuilt(of);
        return {
          ok: built || isPinned(reference),
          observed: built ? `is ${reference}, which was built here` : `is ${reference}`,
          expected: 'a name with @sha256:',
        };
      },
    },
    coveredBy: ['image-floating'],
    mend: ({ declared, image: of }) => ({
      set: { image: of?.digests[0] ?? `${declared.image.reference}@sha256:…` },
    }),
  },
  {
    id: 'image-without-sbom',
    title: 'comes from an image with a statement of what is in it',
    severity: 'info',
    chapter: 'sbom',
    anchor: 'four-documents-about-one-image',
    why: 'When an advisory names a package, somebody has to know within the hour which images have it.',
    look: {
      judge({ imageFacts }) {
        if (imageFacts.source === 'unknown') return { unknown: imageFacts };
        const { attestations } = imageFacts.value;
        if (attestations === undefined)
          return { unknown: { reason: 'the engine’s image store keeps no statements', cause: 'host-lacks' } };
        const lists = attestations.filter((type) => /^https:\/\/(spdx\.dev|cyclonedx\.org)\//.test(type));
        return {
          ok: lists.length > 0,
          observed: lists.length > 0 ? `has ${listWords(lists)}` : 'has none',
          expected: 'SPDX or CycloneDX, as an in-toto statement',
        };
      },
    },
    mend: { notes: ['docker buildx build --sbom=true; or an image of a publisher who attaches one'] },
  },
  {
    id: 'secret-in-build',
    title: 'comes from an image that was built without a secret as an argument',
    severity: 'high',
    chapter: 'sbom',
    anchor: 'the-leaked-argument',
    why: 'Build arguments stand in the image’s history with their values, for whoever has the image.',
    look: {
      judge({ imageFacts }) {
        if (imageFacts.source === 'unknown') return { unknown: imageFacts };
        const { buildArguments } = imageFacts.value;
        if (buildArguments === undefined)
          return { unknown: { reason: 'the history of its image was not read', cause: 'not-seen' } };
        const found = findSecrets(buildArguments.map((name) => `${name}=…`));
        return {
          ok: found.length === 0,
          observed:
            found.length === 0 ? 'has none that looks like one' : `has ${listWords(found, 8)} in its history`,
          expected: 'secrets that the build mounts',
        };
      },
    },
    mend: {
      notes: [
        'RUN --mount=type=secret in the Dockerfile, and “build.secrets” in the compose file',
        'then draw new ones: those in the image are known to who has it',
      ],
    },
  },
];

/** No registry has it, so that no digest names it. */
const isBuilt = (of: InspectedImage | undefined): boolean => of !== undefined && of.digests.length === 0;

const isPinned = (reference: string): boolean =>
  reference.includes('@sha256:') || reference.startsWith('sha256:');
