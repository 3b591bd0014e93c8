/** What the Engine was asked for and holds to itself: devices, logs, restarts, the environment, covered paths. */
import * as z from 'zod';
import { type Amount, amount, numberOf, tellAmount } from '../checks/amount.ts';
import { formatBytes } from '../general/units.ts';
import type { InspectedContainer } from '../observation/container.ts';
import { containerMatcher, type Judged, listWords } from './matcher.ts';

const declared = (value: Judged) => ({ source: 'declared', value }) as const;

/** Nodes by their paths, with what may be done, rules as the compose file writes them, and what drivers were asked for. */
function devicesOf({
  devices,
  devicePermissions,
  deviceRules,
  deviceRequests,
  privileged,
}: InspectedContainer): readonly string[] {
  const nodes = devices.map((path) => {
    const may = devicePermissions?.[path];
    return may === undefined || may === 'rwm' ? path : `${path} (${may})`;
  });
  return [
    ...(privileged ? ['every device'] : []),
    ...nodes,
    ...(deviceRules ?? []),
    ...(deviceRequests ?? []),
  ];
}

export const deviceAccess = containerMatcher({
  kind: 'devices',
  declaredIsEnough: true,
  fields: {
    /** Paths of nodes in the container, rules such as `c 1:3 mr`, and ids or capabilities that a driver was asked for. */
    only: z.array(z.string()),
  },
  title: ({ only }) =>
    only.length ? `may use ${listWords(only)} alone of the devices` : 'was given no device',
  expected: ({ only }) => (only.length ? `no device but ${listWords(only)}` : 'no device'),
  judge({ only }, container) {
    const given = devicesOf(container.declared);
    const more = given.filter((each) => !only.includes(each));
    return declared({
      ok: more.length === 0,
      observed: `was given ${given.length ? listWords(more.length ? more : given) : 'no device'}`,
    });
  },
});

/** What json-file and local keep at most: `max-size` (`10m`) of each of `max-file`. Undefined: no end. */
function mostLogged({ logDriver, logOptions }: InspectedContainer): number | undefined {
  if (logDriver === 'none') return 0;
  const isLocal = logDriver === 'local';
  if (!isLocal && logDriver !== 'json-file') return undefined;
  const [, size, unit = ''] =
    /^(\d+)([kmg]?)b?$/i.exec(logOptions['max-size'] ?? (isLocal ? '20m' : '')) ?? [];
  if (size === undefined) return undefined;
  const times = { '': 1, k: 1e3, m: 1e6, g: 1e9 }[unit.toLowerCase()] ?? 1;
  return Number(size) * times * Number(logOptions['max-file'] ?? (isLocal ? '5' : '1'));
}

export const logLimit = containerMatcher({
  kind: 'log-limit',
  reads: ['logging'],
  declaredIsEnough: true,
  fields: { atMostBytes: amount(z.number().positive()) },
  title: ({ atMostBytes }) => `logs at most ${tellAmount(atMostBytes, formatBytes)}`,
  expected: ({ atMostBytes }) => `logs of at most ${tellAmount(atMostBytes, formatBytes)}`,
  judge({ atMostBytes }, container) {
    const most = mostLogged(container.declared);
    const by = `by ${container.declared.logDriver || 'no driver that is known'}`;
    return declared({
      ok: most !== undefined && most <= numberOf(atMostBytes),
      observed:
        most === undefined ? `logs without an end, ${by}` : `logs at most ${formatBytes(most)}, ${by}`,
    });
  },
});

export const restartPolicy = containerMatcher({
  kind: 'restart-policy',
  declaredIsEnough: true,
  ofEnded: true,
  fields: { names: z.array(z.enum(['no', 'on-failure', 'always', 'unless-stopped'])).min(1) },
  title: ({ names }) => `is restarted by the policy ${names.join(' or ')}`,
  expected: ({ names }) => `the policy ${names.join(' or ')}`,
  judge({ names }, container) {
    const policy = container.declared.restartPolicy || 'no';
    return declared({
      ok: names.some((name) => name === policy),
      observed: `is restarted by the policy ${policy}`,
    });
  },
});

export const environment = containerMatcher({
  kind: 'environment',
  declaredIsEnough: true,
  ofEnded: true,
  fields: { without: z.string().min(1) },
  title: ({ without }) => `has no “${without}” in its environment`,
  expected: ({ without }) => `an environment without “${without}”`,
  judge({ without }, container) {
    const found = container.declared.env.filter((line) => line.includes(without));
    const names = found.map((line) => line.split('=')[0] ?? line);
    return declared({
      ok: found.length === 0,
      observed: found.length
        ? `has it in its environment, as ${listWords(names)}`
        : 'has no such text in its environment',
    });
  },
});

export const coveredPath = containerMatcher({
  kind: 'covered-path',
  declaredIsEnough: true,
  fields: { path: z.string().startsWith('/') },
  title: ({ path }) => `${path} is covered`,
  expected: ({ path }) => `${path} covered by the runtime`,
  judge({ path }, container) {
    const { maskedPaths, privileged } = container.declared;
    if (maskedPaths === undefined)
      return {
        source: 'unknown',
        reason: 'the Engine was not asked which paths it covers',
        cause: 'not-seen',
      };
    const isCovered = !privileged && maskedPaths.includes(path);
    return declared({ ok: isCovered, observed: `${path} is ${isCovered ? 'covered' : 'open'}` });
  },
});

/** Devices that a container was given beyond the few that each has. */
export const devices = {
  none: () => ({ kind: 'devices', only: [] as string[] }) as const,
  /** Paths in the container, rules as `device_cgroup_rules` has them, names of CDI, and `gpu`. */
  only: (...only: string[]) => ({ kind: 'devices', only }) as const,
};

/** What the Engine keeps of what a container prints. */
export const logs = {
  /** All files together. */
  atMost: (bytes: Amount) => ({ kind: 'log-limit', atMostBytes: bytes }) as const,
};

/** What the Engine was told to put into its environment: environ(7). */
export const env = {
  /** No value and no name has this text in it. */
  without: (text: string) => ({ kind: 'environment', without: text }) as const,
};
