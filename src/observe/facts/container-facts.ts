import type { AskedFact } from '../../lab/observation/asked-facts.ts';
import type { InspectedContainer } from '../../lab/observation/container.ts';
import type { Fact, UnknownCause } from '../../lab/observation/fact.ts';
import type { SyscallFilter } from '../../lab/observation/filters.ts';
import type { ObservedContainer, ObservedProcess } from '../../lab/observation/observation.ts';
import { openCallsOf } from '../filters/call-answers.ts';
import { processFilters } from '../filters/process-filters.ts';
import { parseSyscallFilter } from '../filters/syscall-filter.ts';
import type { ProbedContainer, ProbedFiles, ProbedProcess } from '../probe/probe-answer.ts';
import { parseCgroupLimits } from '../proc/cgroup-limits.ts';
import { parseIdMap } from '../proc/id-map.ts';
import { parseLimitEffects, unknownEffects } from '../proc/limit-effects.ts';
import { listeningIn } from '../proc/listening-sockets.ts';
import { parseMountedFiles } from '../proc/mounted-files.ts';
import { isRootReadOnly, parseMountinfo } from '../proc/mountinfo.ts';
import { parseNamespaceLinks } from '../proc/namespace-links.ts';
import { parseProcessStatus } from '../proc/process-status.ts';
import { parseSysctlLines } from '../proc/sysctl-lines.ts';
import { unknown } from '../unknown.ts';
import { askedFacts, unknownAsked } from './asked-facts.ts';

/** What is looked at in a container's processes and files, and so may be unknown. */
export type ContainerFacts = Pick<
  ObservedContainer,
  | 'processes'
  | 'mounts'
  | 'rootReadOnly'
  | 'syscalls'
  | 'filters'
  | 'limits'
  | 'limitEffects'
  | 'mountedFiles'
  | 'listening'
  | 'sysctls'
  | 'asked'
>;

/** The facts of a container of which nothing was seen, and why. What the Engine declares stays. */
export function unseenFacts(reason: string, cause: UnknownCause = 'not-seen'): ContainerFacts {
  const fact = unknown(reason, cause);
  return {
    processes: fact,
    mounts: fact,
    mountedFiles: fact,
    rootReadOnly: fact,
    syscalls: fact,
    filters: fact,
    limits: fact,
    limitEffects: unknownEffects(reason, cause),
    listening: fact,
    sysctls: fact,
    asked: unknownAsked(reason, cause),
  };
}

/** The facts of a container by what the host's kernel says of it. */
export function kernelFacts(
  declared: InspectedContainer,
  probed: ProbedContainer,
  host: ProbedFiles,
  asked: readonly AskedFact[],
): ContainerFacts {
  const mounts = mountsOf(probed);
  const processes = processesOf(declared, probed);
  const architecture = host.get('machine')?.text.trim() ?? '';
  const filters: ContainerFacts['filters'] =
    processes.source === 'unknown'
      ? processes
      : { ...processes, value: processFilters(processes.value, probed.files, architecture) };
  const rootReadOnly = mounts.source === 'unknown' ? mounts : isRootReadOnly(mounts.value);
  return {
    processes,
    mounts,
    mountedFiles: parseMountedFiles(probed.files.get('mounted-files')),
    rootReadOnly:
      typeof rootReadOnly === 'boolean'
        ? { source: 'kernel', value: rootReadOnly }
        : (rootReadOnly ?? unknown('no mount of / could be seen')),
    syscalls: openCalls(declared.initPid, filters, probed, architecture),
    filters,
    limits: limitsOf(processes, probed),
    limitEffects: parseLimitEffects((file) => probed.files.get(`cgroup/${file}`)?.text),
    listening: listeningIn((protocol) => probed.files.get(`net/${protocol}`)),
    sysctls: sysctlsOf(declared, probed),
    asked: askedFacts(asked, processes, probed.files),
  };
}

function processesOf(
  declared: InspectedContainer,
  probed: ProbedContainer,
): Fact<readonly ObservedProcess[]> {
  if (probed.left > 0)
    return unknown(
      `it has ${probed.processes.length + probed.left} processes, and ${probed.processes.length} are looked at; with so few each can be seen`,
    );
  const processes = probed.processes.flatMap((process) => observeProcess(process, declared.initPid) ?? []);
  if (processes.length === 0)
    return unknown(
      'none of its processes could be seen, as it was starting or ending; they can once it stays up',
    );
  return { source: 'kernel', value: processes };
}

/** That the host has no such cgroup files can be told only of a container that was there to have some. */
function limitsOf(processes: ContainerFacts['processes'], probed: ProbedContainer): ContainerFacts['limits'] {
  const limits = parseCgroupLimits((file) => probed.files.get(`cgroup/${file}`)?.text);
  return limits.source === 'unknown' && processes.source === 'unknown' ? unknown(limits.reason) : limits;
}

/** What the filters of the init let through; where these are not known, what its runtime was told to filter. */
function openCalls(
  initPid: number,
  filters: ContainerFacts['filters'],
  probed: ProbedContainer,
  architecture: string,
): Fact<SyscallFilter> {
  const groups = filters.source === 'unknown' ? [] : filters.value;
  const seen = groups.find(({ pids }) => pids.includes(initPid))?.answers;
  const bundle = probed.files.get('bundle-seccomp')?.text;
  const answers =
    seen !== undefined && seen.source !== 'unknown'
      ? seen
      : bundle === undefined
        ? unknown('the bundle that its runtime was given (config.json) could not be read')
        : parseSyscallFilter(bundle, architecture);
  return answers.source === 'unknown'
    ? answers
    : { ...answers, value: openCallsOf(answers.value, architecture) };
}

function observeProcess(probed: ProbedProcess, initPid: number): ObservedProcess | undefined {
  const file = (name: string) => probed.files.get(name)?.text ?? '';
  const status = parseProcessStatus(file('status'));
  if (!status) return undefined;
  const { parentPid, pids, name, uids, gids, groups, capabilities } = status;
  return {
    pid: probed.pid,
    parentPid,
    innerPid: pids.at(-1) ?? probed.pid,
    init: probed.pid === initPid,
    name,
    argv: splitArguments(file('cmdline')),
    executable: file('exe'),
    uids,
    gids,
    groups,
    capabilities,
    seccompMode: status.seccompMode,
    seccompFilters: status.seccompFilters,
    noNewPrivileges: status.noNewPrivileges ?? false,
    namespaces: parseNamespaceLinks(file('namespaces')),
    uidMap: parseIdMap(file('uid_map')),
    gidMap: parseIdMap(file('gid_map')),
    lsmLabel: file('label').replace(/[\0\n]+$/, ''),
  };
}

/** The arguments in a text of /proc/PID/cmdline: proc_pid_cmdline(5). */
export function splitArguments(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\0+$/, '').split('\0');
}

function mountsOf(probed: ProbedContainer): ContainerFacts['mounts'] {
  const file = probed.files.get('mountinfo');
  if (!file) return unknown('the mounts of its init could not be read');
  if (file.cut) return unknown('it has more mounts than are looked at; with fewer each can be seen');
  return { source: 'kernel', value: parseMountinfo(file.text) };
}

/**
 * Sysctls are shown to those in the namespace only, so the probe can read them of its own network alone. Otherwise
 * it tells what the engine had the runtime set, which is more than `docker inspect` shows. In a network that
 * another made, that says nothing of the network.
 */
export function sysctlsOf(declared: InspectedContainer, probed: ProbedContainer): ContainerFacts['sysctls'] {
  const read = probed.files.get('sysctls');
  if (read) return { source: 'kernel', value: parseSysctlLines(read.text) };
  if (/^(host$|container:)/.test(declared.networkMode))
    return unknown(
      `its network is ${declared.networkMode === 'host' ? 'the host’s' : 'another container’s'}, whose sysctls could not be read`,
    );
  const bundle = probed.files.get('bundle-sysctls');
  if (bundle) return { source: 'declared', value: parseSysctlLines(bundle.text) };
  if (Object.keys(declared.sysctls).length > 0) return { source: 'declared', value: declared.sysctls };
  return unknown('the sysctls of its network could not be read from outside', 'host-lacks');
}
