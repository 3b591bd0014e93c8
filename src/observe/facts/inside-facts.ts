import { isEngineLost } from '../../lab/engine-away.ts';
import type { InspectedContainer } from '../../lab/observation/container.ts';
import type { ObservedProcess } from '../../lab/observation/observation.ts';
import type { Executor } from '../../lab/ports/engine.ts';
import type { ProbedContainer } from '../probe/probe-answer.ts';
import { parseCgroupLimits } from '../proc/cgroup-limits.ts';
import { parseLimitEffects, unknownEffects } from '../proc/limit-effects.ts';
import { listeningIn } from '../proc/listening-sockets.ts';
import { isRootReadOnly } from '../proc/mountinfo.ts';
import { unknown } from '../unknown.ts';
import { unknownAsked } from './asked-facts.ts';
import { type ContainerFacts, sysctlsOf } from './container-facts.ts';
import { type InsideText, insideFiles, parseInsideText } from './inside-text.ts';

/** What a container with a kernel of its own said of itself, or why it did not. */
export type InsideAnswer =
  | { readonly text: InsideText; readonly atMs: number }
  | { readonly reason: string; readonly atMs: number };

/** By container and start. Live observation keeps one, for asking starts a program in the container. */
export type InsideAnswers = Map<string, InsideAnswer>;

const answerKey = ({ id, startedAt }: Pick<InspectedContainer, 'id' | 'startedAt'>): string =>
  `${id} ${startedAt}`;

/** Forgets what others said than these: containers that start anew again and again would leave an answer each. */
export function forgetOthers(
  answers: InsideAnswers,
  containers: readonly Pick<InspectedContainer, 'id' | 'startedAt'>[],
): void {
  const now = new Set(containers.map(answerKey));
  for (const key of answers.keys()) if (!now.has(key)) answers.delete(key);
}

export interface AskInside {
  readonly engine: Pick<Executor, 'run'>;
  readonly nowMs: number;
  readonly answers?: InsideAnswers | undefined;
  /** How old a kept answer may be. */
  readonly maxAgeMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const timeoutMs = 15_000;
const maxBytes = 262_144;

/**
 * Asks a container for what its own /proc says, by the `cat` of its image. That is the container's word: a program
 * named cat is whatever its image holds, which is why such facts are marked `sandbox`.
 */
export async function askInside(container: InspectedContainer, ask: AskInside): Promise<InsideAnswer> {
  const key = answerKey(container);
  const kept = ask.answers?.get(key);
  if (kept && ask.nowMs - kept.atMs < (ask.maxAgeMs ?? 0)) return kept;
  const answer: InsideAnswer = { ...(await runCat(container, ask)), atMs: ask.nowMs };
  ask.answers?.set(key, answer);
  return answer;
}

async function runCat(container: InspectedContainer, ask: AskInside) {
  const whose = `it runs under ${container.runtime}, which has a kernel of its own`;
  if (container.status !== 'running') return { reason: `${whose}, and it is ${container.status}` };
  try {
    const options = { timeoutMs, maxBytes, ...(ask.signal && { signal: ask.signal }) };
    const result = await ask.engine.run(container.id, ['cat', ...insideFiles], options);
    const text = parseInsideText(result.stdout);
    if (text.status) return { text };
    return { reason: `${whose}, and its image has no cat that shows /proc/1/status from inside` };
  } catch (error) {
    if (ask.signal?.aborted || isEngineLost(error)) throw error;
    return {
      reason: `${whose}, and asking from inside failed: ${String(error instanceof Error ? error.message : error)}`,
    };
  }
}

/**
 * The facts of a container with a kernel of its own: limits by the host's kernel, which holds the whole sandbox to
 * them; the rest by its own word. Only its init is told. A sandbox that uses the host's network stack
 * (runsc --network=host) has its sockets in the host's tables.
 */
export function insideFacts(
  container: InspectedContainer,
  answer: InsideAnswer,
  probed: ProbedContainer | undefined,
): ContainerFacts {
  const limitEffects = probed
    ? parseLimitEffects((file) => probed.files.get(`cgroup/${file}`)?.text)
    : unknownEffects('there was no probe to ask');
  const limits = probed
    ? parseCgroupLimits((file) => probed.files.get(`cgroup/${file}`)?.text)
    : unknown('there was no probe to ask', 'host-lacks');
  const sysctls = probed ? sysctlsOf(container, probed) : unknown('there was no probe to ask', 'host-lacks');
  const onHostNetwork = probed?.processes.some((process) =>
    process.files.get('cmdline')?.text.split('\0').includes('--network=host'),
  );
  const hostSockets =
    probed && onHostNetwork ? listeningIn((protocol) => probed.files.get(`net/${protocol}`)) : undefined;
  const syscalls = unknown(
    `${container.runtime} answers its system calls with a kernel of its own; no filter says which it knows`,
  );
  const mountedFiles = unknown(`${container.runtime} has mounts of its own, and was not asked for modes`);
  const asked = unknownAsked(
    `${container.runtime} has namespaces of its own, of which the host sees nothing`,
  );
  if ('reason' in answer) {
    const fact = unknown(answer.reason);
    const rootReadOnly = { source: 'declared', value: container.readOnlyRootfs } as const;
    return {
      processes: fact,
      mounts: fact,
      mountedFiles,
      rootReadOnly,
      syscalls,
      filters: syscalls,
      limits,
      limitEffects,
      listening: hostSockets ?? fact,
      sysctls,
      asked,
    };
  }
  const { mounts, listening } = answer.text;
  const init = observeInit(container, answer.text);
  const rootReadOnly = isRootReadOnly(mounts);
  return {
    processes: init ? { source: 'sandbox', value: [init] } : unknown('its /proc/1/status could not be read'),
    mounts: { source: 'sandbox', value: mounts },
    mountedFiles,
    rootReadOnly:
      rootReadOnly === undefined
        ? { source: 'declared', value: container.readOnlyRootfs }
        : { source: 'sandbox', value: rootReadOnly },
    syscalls,
    filters: syscalls,
    limits,
    limitEffects,
    listening: hostSockets ?? { source: 'sandbox', value: listening },
    sysctls,
    asked,
  };
}

/** All numbers are the sandbox's. It shares no namespace and no user id with the host, so none is compared. */
function observeInit(
  container: InspectedContainer,
  { status, argv }: InsideText,
): ObservedProcess | undefined {
  if (!status) return undefined;
  return {
    pid: container.initPid,
    parentPid: status.parentPid,
    innerPid: status.pids.at(-1) ?? 1,
    init: true,
    name: status.name,
    argv,
    executable: '',
    uids: status.uids,
    gids: status.gids,
    groups: status.groups,
    capabilities: status.capabilities,
    seccompMode: status.seccompMode,
    seccompFilters: status.seccompFilters,
    // gVisor's status does not show it; what it was told to set is the best that is known.
    noNewPrivileges:
      status.noNewPrivileges ??
      container.securityOpt.some((option) => /^no-new-privileges(:true)?$/.test(option)),
    namespaces: {},
    uidMap: [],
    gidMap: [],
    lsmLabel: '',
  };
}
