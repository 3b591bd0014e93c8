/** A seccomp profile that lets through less. */
import type { Profile } from '../lab/seccomp/profile-schema.ts';

const lets = 'SCMP_ACT_ALLOW';

/** Calls that a profile lets through, of those that the architecture has; those with conditions on arguments too. */
export function callsLetThrough(profile: Profile, known: ReadonlySet<string>): readonly string[] {
  const all = (profile.syscalls ?? [])
    .filter(({ action, includes }) => action === lets && !includes?.caps?.length)
    .flatMap(namesOf);
  return [...new Set(all)].filter((name) => known.has(name)).sort();
}

/**
 * The profile with these calls and no others of `known` let through. What a capability opens stays as it is, since it
 * goes with the capability. Of calls that the architecture lacks, none are left, and none of other architectures.
 */
export function letThroughOnly(profile: Profile, left: ReadonlySet<string>): Profile {
  const { archMap, ...rest } = profile;
  return {
    ...rest,
    ...(archMap && { archMap: archMap.map(({ architecture }) => ({ architecture })) }),
    syscalls: (profile.syscalls ?? []).flatMap((rule) => {
      if (rule.action !== lets || rule.includes?.caps?.length) return [rule];
      const { name: _name, ...others } = rule;
      const names = namesOf(rule).filter((each) => left.has(each));
      return names.length === 0 ? [] : [{ ...others, names }];
    }),
  };
}

const namesOf = ({ name, names }: NonNullable<Profile['syscalls']>[number]): readonly string[] =>
  names ?? (name ? [name] : []);
