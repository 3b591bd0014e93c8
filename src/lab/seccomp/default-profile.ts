/** Docker's default profile, as `vendor/NOTICE` says of which version. */

import { type Profile, profileSchema } from './profile-schema.ts';
import text from './vendor/docker-default.json' with { type: 'json' };

export const defaultProfile: Profile = profileSchema.parse(text);

export const defaultProfileSource = {
  version: 'v0.2.3',
  engines: 'Docker Engine 29.4.3 to 29.7.2',
  href: 'https://github.com/moby/profiles/blob/seccomp/v0.2.3/seccomp/default.json',
} as const;
