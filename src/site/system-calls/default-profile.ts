/** Docker's default profile, as `vendor/NOTICE` says of which version. */

import { dockerDefault } from '../../lab/observation/capabilities.ts';
import type { FilterContext } from '../../lab/seccomp/filter-plan.ts';
import { type Profile, profileSchema } from '../../lab/seccomp/profile-schema.ts';
import text from './vendor/docker-default.json' with { type: 'json' };

export const defaultProfile: Profile = profileSchema.parse(text);

export const defaultProfileSource = {
  version: 'v0.2.3',
  engines: 'Docker Engine 29.4.3 to 29.7.2',
  href: 'https://github.com/moby/profiles/blob/seccomp/v0.2.3/seccomp/default.json',
} as const;

/** A container to which nobody gave or took a capability, on a kernel of today. */
export const usualContainer = (machine: FilterContext['machine']): FilterContext => ({
  machine,
  capabilities: new Set([...dockerDefault].map((name) => `CAP_${name}`)),
  kernel: '6.12',
});
