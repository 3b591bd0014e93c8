import { listWords } from '../../../src/lab/matchers/matcher.ts';
import type { CapabilityName } from '../../../src/lab/observation/capabilities.ts';
import type { Observation, ObservedContainer } from '../../../src/lab/observation/observation.ts';

/** What each service may have when each refusal is mended, and no more. */
const needed: Readonly<Record<string, { may?: readonly CapabilityName[]; given?: RegExp; sees?: true }>> = {
  owner: { may: ['CHOWN'] },
  apart: {},
  node: { may: ['MKNOD'], given: /^(?:\/dev\/fuse(?: \([rwm]+\))?|c 10:229 [rwm]+)$/ },
  proc: { sees: true },
  shelf: {},
  files: {},
};

/** Paths that Docker covers on any host. */
const covered = '/proc/kcore';

/** What is more open than it has to be, of all services. */
export function tellLoosened(
  observation: Observation,
  vars: Readonly<Record<string, string>>,
  limit: string,
) {
  const expected = 'one line loosened for each service, and nothing more';
  const found = observation.containers.flatMap((container) => looserOf(container));
  const many = /^hard (\S+)$/m.exec(observation.probes[limit]?.stdout ?? '')?.[1];
  if (many === undefined) found.push('files does not say how many files it may open');
  else if (!(Number(many) <= Number(vars.many))) found.push(`files may open ${many} files`);
  return {
    ok: found.length === 0,
    observed: found.length === 0 ? 'nothing else is loosened' : listWords(found, 8),
    expected,
  };
}

function looserOf({ service, declared, processes }: ObservedContainer): string[] {
  const { may = [], given, sees } = needed[service] ?? {};
  const init = processes.source === 'unknown' ? undefined : processes.value.find((process) => process.init);
  if (!init) return [`${service} cannot be looked at`];
  const powers = init.capabilities.bounding.filter((name) => !may.includes(name));
  const devices = [...declared.devices.map(withPermissions), ...(declared.deviceRules ?? [])];
  const more = devices.filter((each) => !given?.test(each));
  const isOpen = declared.privileged || !(declared.maskedPaths ?? []).includes(covered);
  return [
    ...(powers.length > 0 ? [`${service} may gain ${listWords(powers)}`] : []),
    ...(init.seccompMode === 2 ? [] : [`${service} runs without a filter`]),
    ...(more.length > 0 ? [`${service} was given ${listWords(more)}`] : []),
    ...(isOpen && !sees ? [`${service} sees what Docker covers, such as ${covered}`] : []),
  ];

  function withPermissions(path: string): string {
    const permissions = declared.devicePermissions?.[path];
    return permissions === undefined ? path : `${path} (${permissions})`;
  }
}
