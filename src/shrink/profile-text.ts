import type { InspectedService } from './inspected-service.ts';
import { securityOption } from './service-powers.ts';
import type { Shrunk } from './shrunk.ts';

/**
 * The seccomp profile that the patch names by its file: the one that the calls were shrunk to, or else the service's own,
 * under which its copies ran. Undefined where it has no filter, or one that the Engine knows by a name.
 */
export function profileTextOf({ calls }: Shrunk, service: InspectedService): string | undefined {
  const profile = calls ? calls.profile : parsed(securityOption(service, 'seccomp') ?? '');
  return profile === undefined ? undefined : `${JSON.stringify(profile, null, 2)}\n`;
}

/** Whatever it says: ours may not be able to read what the Engine can. */
function parsed(option: string): unknown {
  try {
    return JSON.parse(option);
  } catch {
    return undefined;
  }
}
