import { parse } from 'yaml';
import { composePatch } from '../../../src/shrink/compose-patch.ts';
import { readService } from '../../../src/shrink/inspected-service.ts';
import { profileTextOf } from '../../../src/shrink/profile-text.ts';
import { powersOfService } from '../../../src/shrink/service-powers.ts';
import type { Shrunk } from '../../../src/shrink/shrunk.ts';

const masked = { MaskedPaths: ['/proc/keys'] };

/** What is printed of a service `web` of `shop` that needs these of its powers. */
export function shrunkOf(hostConfig: object, needed: readonly string[], more: Partial<Shrunk> = {}) {
  const service = readService({ Config: {}, HostConfig: { ...masked, ...hostConfig } });
  const powers = powersOfService(service);
  const shrunk: Shrunk = {
    project: 'shop',
    service: 'web',
    found: 'shrunk',
    told: 'healthy',
    needed: powers
      .filter(({ id }) => needed.includes(id))
      .map((power) => ({ ...power, without: 'ends with 1: no' })),
    spare: powers.filter(({ id }) => !needed.includes(id)),
    paths: [],
    calls: undefined,
    idleMounts: [],
    isMinimal: true,
    runs: 12,
    untried: [],
    ...more,
  };
  return {
    shrunk,
    patch: composePatch(shrunk, service, './web.seccomp.json'),
    profileText: profileTextOf(shrunk, service),
  };
}

export const linesOf = (patch: string) => parse(patch, { logLevel: 'silent' }).services.web;
