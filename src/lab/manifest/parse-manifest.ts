import { DrydockError } from '../errors.ts';
import { type Manifest, type ManifestData, ManifestSchema, type ManifestSource } from './manifest.ts';
import { manifestError, problemsOf } from './manifest-error.ts';
import { findWrongReferences } from './manifest-references.ts';

/**
 * Parses what a `lab.ts` exports. Throws `bad-manifest` with all that is wrong: file, line, field, what was expected.
 */
export function parseManifest(input: unknown, source: ManifestSource): Manifest {
  if (typeof input !== 'object' || input === null)
    throw new DrydockError('bad-manifest', {
      message: `${source.file} exports no manifest.`,
      fix: 'Write `export default defineLab({ … })` in it; docs/authoring.md has one to begin with.',
      place: { file: source.file },
    });
  const { customChecks = {}, ...data }: { customChecks?: Manifest['customChecks'] } = input;
  const parsed = ManifestSchema.safeParse(data);
  if (!parsed.success) throw manifestError(problemsOf(parsed.error, data, source), parsed.error);
  const checks = withPlaces(parsed.data);
  const manifest: Manifest = { ...parsed.data, checks, id: source.id, customChecks };
  const wrong = findWrongReferences(manifest, source);
  if (wrong.length > 0) throw manifestError(wrong);
  return manifest;
}

/** Checks with the place of their task where they name none. */
function withPlaces({ checks, tasks }: ManifestData): ManifestData['checks'] {
  const placeOf = (id: string) => Object.values(tasks).find((task) => task.checks.includes(id))?.readMore;
  return Object.fromEntries(
    Object.entries(checks).map(([id, check]) => {
      const readMore = check.readMore ?? placeOf(id);
      return [id, readMore === undefined ? check : { ...check, readMore }];
    }),
  );
}
