/**
 * Which keys of ours to overwrite the checks of a lab look at. What a check reads is the learner's answer: we keep it
 * or refuse it, and never answer in the learner's place.
 */
import type { Manifest } from '../lab/manifest/manifest.ts';
import { type OverwrittenKey, overwrittenKeys } from '../lab/manifest/overwritten-keys.ts';
import { matcherOf } from '../lab/matchers/expectation.ts';

/** What the checks and guards of a lab read. Nobody knows what a check of an author's own looks at: all of it. */
export function keysReadBy({
  guards,
  checks,
}: Pick<Manifest, 'guards' | 'checks'>): ReadonlySet<OverwrittenKey> {
  const all = [...Object.values(guards), ...Object.values(checks)];
  return new Set(all.flatMap(({ expect }) => (expect ? (matcherOf(expect).reads ?? []) : overwrittenKeys)));
}
