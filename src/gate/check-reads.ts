/**
 * Which keys of ours to overwrite the checks of a lab look at. What a check reads is the learner's answer: we keep it
 * or refuse it, and never answer in the learner's place.
 */
import type { Manifest } from '../lab/manifest.ts';
import type { Expectation } from '../lab/matchers/expectation.ts';

/** The keys of a service that the gate overwrites. */
export const overwrittenKeys = [
  'container_name',
  'ports',
  'logging',
  'storage_opt',
  'pull_policy',
  'scale',
] as const;
export type OverwrittenKey = (typeof overwrittenKeys)[number];

/** Of each kind of matcher, the overwritten keys that what it judges depends on. */
export const readBy: Readonly<Record<Expectation['kind'], readonly OverwrittenKey[]>> = {
  capabilities: [],
  identity: [],
  seccomp: [],
  'no-new-privileges': [],
  namespace: [],
  'root-read-only': [],
  mount: [],
  'writable-mounts': [],
  limit: [],
  running: [],
  runtime: [],
  'published-ports': ['ports'],
  listening: [],
  'process-count': [],
  'image-size': [],
  'image-content': [],
  'package-manager': [],
  libc: [],
  distribution: [],
  kernel: [],
  'process-id': [],
  'http-answer': [],
  'exec-result': [],
};

/** What the checks and guards of a lab read. Nobody knows what a check of an author's own looks at: all of it. */
export function keysReadBy({
  guards,
  checks,
}: Pick<Manifest, 'guards' | 'checks'>): ReadonlySet<OverwrittenKey> {
  const all = [...Object.values(guards), ...Object.values(checks)];
  return new Set(all.flatMap(({ expect }) => (expect ? readBy[expect.kind] : overwrittenKeys)));
}
