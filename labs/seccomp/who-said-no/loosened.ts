import { mapIn } from '../../../src/lab/matchers/identity.ts';
import { listWords } from '../../../src/lab/matchers/matcher.ts';
import { answersOf, answersTo, isClosed } from '../../../src/lab/observation/call-answers.ts';
import type { CapabilityName } from '../../../src/lab/observation/capabilities.ts';
import type {
  Observation,
  ObservedContainer,
  ObservedProcess,
} from '../../../src/lab/observation/observation.ts';

interface Needs {
  readonly may?: readonly CapabilityName[];
  readonly given?: RegExp;
  readonly sees?: true;
  /** It was root at the start. */
  readonly root?: true;
  /** It had no AppArmor profile at the start, since that refuses mounts. */
  readonly mounts?: true;
}

/** What each service may have when each refusal is mended, and no more. */
const needed: Readonly<Record<string, Needs>> = {
  owner: { may: ['CHOWN'], root: true },
  apart: {},
  node: { may: ['MKNOD'], root: true, given: /^(?:\/dev\/fuse(?: \([rwm]+\))?|c 10:229 [rwm]+)$/ },
  proc: { sees: true, mounts: true },
  shelf: { mounts: true },
  files: {},
};

/** A device or a rule with which FUSE may be read and written. */
const opensFuse =
  /^(?:\/dev\/\S+ \([rwm]*(?:rm?w|wm?r)[rwm]*\)|[ac] (?:10|\*):(?:229|\*) [rwm]*(?:rm?w|wm?r)[rwm]*)$/;

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
    observed: found.length === 0 ? 'nothing else is loosened' : listWords(found.toSorted(), 8),
    expected,
  };
}

/**
 * Whose refuser is still there, as the Engine and the kernel tell, whatever the services answer. Who refuses is not told.
 */
export function tellStillRefused(
  observation: Observation,
  vars: Readonly<Record<string, string>>,
  limit: string,
) {
  const many = /^hard (\S+)$/m.exec(observation.probes[limit]?.stdout ?? '')?.[1];
  const permitted: Readonly<Record<string, (container: ObservedContainer) => boolean>> = {
    owner: (container) => {
      const init = initOf(container);
      return (
        init !== undefined &&
        (userOf(init) === Number(vars.user) || init.capabilities.effective.includes('CHOWN'))
      );
    },
    apart: (container) => {
      const init = initOf(container);
      const answers = init && answersOf(init, container);
      if (!answers || answers.source === 'unknown') return false;
      return answersTo(['unshare'], answers.value).every(([, answer]) => !isClosed(answer));
    },
    node: ({ declared }) => devicesOf(declared).some((each) => opensFuse.test(each)),
    proc: ({ declared }) => !(declared.maskedPaths ?? []).includes(covered),
    shelf: ({ declared }) => shelfOf(declared)?.readOnly === false,
    files: () => many === 'unlimited' || Number(many) >= Number(vars.many),
  };
  const refused = Object.entries(permitted).flatMap(([name, isPermitted]) => {
    const its = observation.containers.filter(({ service }) => service === name);
    return its.length > 0 && its.every(isPermitted) ? [] : [name];
  });
  const other = observation.containers.some(
    ({ service, declared }) => service === 'shelf' && shelfOf(declared)?.type !== 'volume',
  );
  const told = [
    ...(refused.length > 0 ? [`${listWords(refused, 8)}: still refused, whatever is answered`] : []),
    ...(other ? ['what shelf has at /shelf is not the volume'] : []),
  ];
  return {
    ok: told.length === 0,
    observed: told.length === 0 ? 'each is permitted what it asks for' : told.join('; '),
    expected: 'nobody who refuses one of owner, apart, node, proc, shelf and files, and the volume at /shelf',
  };
}

const shelfOf = ({ mounts }: ObservedContainer['declared']) =>
  mounts.find(({ destination }) => destination === '/shelf');

const initOf = ({ processes }: ObservedContainer) =>
  processes.source === 'unknown' ? undefined : processes.value.find((process) => process.init);

/** Its effective user id, as it sees it. */
const userOf = ({ uids, uidMap }: ObservedProcess) => mapIn(uids[1], uidMap) ?? uids[1];

function devicesOf(declared: ObservedContainer['declared']): readonly string[] {
  return [...declared.devices.map(withPermissions), ...(declared.deviceRules ?? [])];

  function withPermissions(path: string): string {
    const permissions = declared.devicePermissions?.[path];
    return permissions === undefined ? path : `${path} (${permissions})`;
  }
}

function looserOf(container: ObservedContainer): string[] {
  const { service, declared } = container;
  const { may = [], given, sees, root, mounts } = needed[service] ?? {};
  const init = initOf(container);
  if (!init) return [`${service} cannot be looked at`];
  const powers = init.capabilities.bounding.filter((name) => !may.includes(name));
  const more = devicesOf(declared).filter((each) => !given?.test(each));
  const isOpen = declared.privileged || !(declared.maskedPaths ?? []).includes(covered);
  return [
    ...(powers.length > 0 ? [`${service} may gain ${listWords(powers)}`] : []),
    ...(userOf(init) === 0 && !root ? [`${service} runs as root`] : []),
    ...(declared.securityOpt.some((each) => /^apparmor[:=]unconfined$/.test(each)) && !mounts
      ? [`${service} runs without a profile of AppArmor`]
      : []),
    ...(init.seccompMode === 2 ? [] : [`${service} runs without a filter`]),
    ...(more.length > 0 ? [`${service} was given ${listWords(more)}`] : []),
    ...(isOpen && !sees ? [`${service} sees what Docker covers, such as ${covered}`] : []),
  ];
}
