import type { InspectedService } from './inspected-service.ts';
import { profileTextOf } from './profile-text.ts';
import { securityOption } from './service-powers.ts';
import type { Shrunk } from './shrunk.ts';

/**
 * `security_opt` of the patch. `wasSaid`: the reader's file may have a list there, which this one takes the place of even
 * where it is empty.
 */
export function patchSecurity(
  shrunk: Shrunk,
  service: InspectedService,
  profileFile: string,
): { readonly options: readonly string[]; readonly wasSaid: boolean } {
  const { SecurityOpt, MaskedPaths } = service.HostConfig;
  const needs = (id: string) => shrunk.needed.some((power) => power.id === id);
  const others = SecurityOpt.filter(
    (option) => !/^(seccomp|apparmor|no-new-privileges|systempaths)\b/.test(option),
  );
  const apparmor = SecurityOpt.find((option) => /^apparmor[=:]/.test(option));
  const keepsApparmor = apparmor !== undefined && (needs('no-apparmor') || !/unconfined$/.test(apparmor));
  const filter = filterOf(shrunk, service, profileFile);
  return {
    options: [
      ...others,
      ...(needs('gaining') ? [] : ['no-new-privileges:true']),
      ...(filter === undefined ? [] : [`seccomp=${filter}`]),
      ...(keepsApparmor ? [apparmor] : []),
      ...(needs('system-paths') ? ['systempaths=unconfined'] : []),
    ],
    // The Engine is not told `systempaths` by that name.
    wasSaid: SecurityOpt.length > 0 || MaskedPaths.length === 0,
  };
}

/** The filter under which the last copy ran; undefined where that is the Engine's own. */
function filterOf(shrunk: Shrunk, service: InspectedService, profileFile: string): string | undefined {
  if (profileTextOf(shrunk, service) !== undefined) return profileFile;
  if (shrunk.needed.some(({ id }) => id === 'no-filter')) return 'unconfined';
  const own = securityOption(service, 'seccomp');
  return own === 'unconfined' ? undefined : own;
}
