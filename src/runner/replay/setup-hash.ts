import { digest } from '../../evidence/digest.ts';
import { canonicalJson } from '../../lab/general/canonical-json.ts';
import { askedFactsOf, type Manifest } from '../../lab/manifest/manifest.ts';
import type { Vars } from '../../lab/manifest/vars.ts';

/**
 * SHA-256, hex, of all that decides how a submission with these values is played and what is looked at: where two labs
 * have the same, what was seen for one can be judged by the other. Not of what checks expect.
 */
export function setupHash(manifest: Manifest, vars: Vars): string {
  const { id, seat, scope, needs, grants, images, shared, probes } = manifest;
  const { facts, images: read, abilities } = askedFactsOf(manifest, vars);
  const asked = {
    facts: [...facts].sort(),
    texts: read ? [...read.texts].sort() : null,
    abilities: [...abilities].sort(),
  };
  return digest(canonicalJson({ id, seat, scope, needs, grants, images, shared, probes, asked, vars }));
}
