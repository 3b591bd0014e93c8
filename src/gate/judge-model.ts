/**
 * The second stage: holds what Compose made of a file against the table and the lab's grants, then puts in what is
 * ours to say. Pure.
 */
import { covers, type Grant } from '../lab/manifest/grant.ts';
import type { OverwrittenKey } from '../lab/manifest/overwritten-keys.ts';
import { findExcess, mostReplicas } from './bounds.ts';
import { withOwnNames } from './image-names.ts';
import type { KeyPath } from './json.ts';
import { isJsonMap, type Json, type JsonMap } from './json.ts';
import type { KeyRule } from './key-table.ts';
import { publishedOn } from './loopback.ts';
import { isEmpty, listOf, servicesOf, textOf } from './model.ts';
import { judgeLogging } from './own-logging.ts';
import { nameKey, neverAllowed } from './prepare.ts';
import type { GateProblem } from './problem.ts';
import type { Finding, ValueContext } from './rules/value-rule.ts';
import { valueRules } from './rules/value-rules.ts';
import { walkKeys } from './walk.ts';
import type { WorkspaceEntries } from './workspace-entries.ts';

export interface JudgeRequest {
  /** What `docker compose config --format json` printed, parsed. */
  readonly model: JsonMap;
  readonly project: string;
  readonly workspacePath: string;
  readonly grants: readonly Grant[];
  /** Overwritten keys that the lab's checks read. */
  readonly reads: ReadonlySet<OverwrittenKey>;
  readonly entries: WorkspaceEntries;
}

export interface Judgement {
  readonly problems: readonly GateProblem[];
  /** The grants without which it would have been refused. */
  readonly used: readonly Grant[];
  /** What may run, where there are no problems. */
  readonly allowed: JsonMap;
}

export function judgeModel(request: JudgeRequest): Judgement {
  const { model, grants, reads } = request;
  const context: ValueContext = request;
  const problems: GateProblem[] = [...findExcess(model, { isCut: !reads.has('scale') })];
  const used = new Set<Grant>();
  for (const { path, known, rule, value } of walkKeys(model)) {
    if (known === undefined || rule === undefined) {
      problems.push(unlisted(path));
      continue;
    }
    if (known !== 'services.*' && known.endsWith('.*') && String(path.at(-1)).startsWith('x-'))
      problems.push(takenForExtension(path));
    if (rule.kind === 'never' && !isEmpty(value)) problems.push(neverAllowed(path, rule.because));
    const judge = Object.hasOwn(valueRules, known) ? valueRules[known] : undefined;
    for (const finding of judge?.(value, context, path) ?? []) {
      const problem = judgeFinding(finding, path, rule, request, used);
      if (problem) problems.push(problem);
    }
  }
  for (const [name, service] of servicesOf(model)) {
    for (const key of ['container_name', 'storage_opt'] as const)
      if (reads.has(key) && !isEmpty(service[key] ?? null))
        problems.push(readAndOurs(['services', name, key]));
    if (reads.has('logging')) problems.push(...judgeLogging(name, service.logging ?? null));
  }
  return {
    problems: withoutDoubles(problems),
    used: grants.filter((grant) => used.has(grant)),
    allowed: overwrite(request),
  };
}

function judgeFinding(
  finding: Finding,
  path: KeyPath,
  rule: KeyRule,
  request: JudgeRequest,
  used: Set<Grant>,
): GateProblem | undefined {
  const at: KeyPath = finding.index === undefined ? path : [...path, finding.index];
  const { whose, what } = nameKey(path);
  if ('refuse' in finding)
    return {
      kind: 'refused',
      path: at,
      hint: finding.hint,
      message: `\`${what}\`${whose} is refused: ${finding.refuse}.`,
      fix: finding.fix ?? 'Take it out.',
      ...(finding.elsewhere === undefined ? {} : { elsewhere: finding.elsewhere }),
    };
  if (rule.kind !== 'grant') return undefined;
  const service = path[0] === 'services' ? String(path[1]) : '*';
  const asked = { service, key: rule.key, value: finding.asks };
  const covering = request.grants.find((grant) => covers(grant, asked));
  if (covering) {
    used.add(covering);
    return undefined;
  }
  // Ports that nobody judges go to loopback instead.
  if (rule.key === 'ports' && !request.reads.has('ports')) return undefined;
  const who = service === '*' ? 'the project' : service;
  return {
    kind: 'refused',
    path: at,
    hint: finding.hint,
    message: `\`${what}: ${finding.asks}\`${whose} would let ${who} ${finding.power ?? rule.power} (${rule.see}). This lab does not grant it; the grant that is missing is ${rule.key} = ${finding.asks}${service === '*' ? '' : ` for ${service}`}.`,
    fix: 'Take it out: the lab can be solved without.',
  };
}

function unlisted(path: KeyPath): GateProblem {
  const { whose, what } = nameKey(path);
  return {
    kind: 'refused',
    path,
    message: `\`${what}\`${whose} is refused: Drydock does not know the key, so it cannot tell what power it would give.`,
    fix: 'Take it out.',
  };
}

/** Compose keeps such a name where the file has it in a list, and drops it when it reads its own form again. */
function takenForExtension(path: KeyPath): GateProblem {
  const { whose, what } = nameKey(path);
  return {
    kind: 'refused',
    path,
    message: `\`${what}\`${whose} is refused: Compose takes a name that begins with \`x-\` for an extension here, and may drop it.`,
    fix: 'Choose another name.',
  };
}

function readAndOurs(path: KeyPath): GateProblem {
  const { whose, what } = nameKey(path);
  return {
    kind: 'refused',
    path,
    message: `\`${what}\`${whose} is refused: in other labs Drydock replaces its value, but a check of this one may read it.`,
    fix: 'Take it out.',
  };
}

/** A key is told of once, by the rule that says most. */
function withoutDoubles(problems: readonly GateProblem[]): readonly GateProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ path, message }) => {
    const above = path.some((_, index) => index > 0 && seen.has(path.slice(0, index).join('\0')));
    const id = path.join('\0');
    if (above || seen.has(`${id}\0${message}`)) return false;
    seen.add(`${id}\0${message}`);
    if (!/ is refused: .* (?:Dockerfile|seccomp profile)/.test(message)) seen.add(id);
    return true;
  });
}

/** Puts our values in the place of what is ours to say, but never where a check reads it. */
function overwrite({ model: written, reads, grants, project }: JudgeRequest): JsonMap {
  const model = withOwnNames(written, project);
  const services = servicesOf(model).map(([name, service]) => {
    const changed: Record<string, Json> = { ...service };
    if (!reads.has('container_name')) delete changed.container_name;
    if (!reads.has('storage_opt')) delete changed.storage_opt;
    if (!reads.has('pull_policy')) delete changed.pull_policy;
    if (!reads.has('logging'))
      changed.logging = { driver: 'local', options: { 'max-file': '2', 'max-size': '10m' } };
    if (!reads.has('scale')) capReplicas(changed);
    const published = listOf(service.ports);
    if (published.length > 0)
      changed.ports = published.map((entry) => {
        if (!isJsonMap(entry)) return entry;
        const address = textOf(entry.host_ip) || '0.0.0.0';
        const granted = grants.some((grant) =>
          covers(grant, { service: name, key: 'ports', value: address }),
        );
        return publishedOn(address) === 'loopback' || granted || reads.has('ports')
          ? entry
          : { ...entry, host_ip: '127.0.0.1' };
      });
    if (isJsonMap(service.build) && service.build.pull !== undefined) {
      const { pull: _, ...build } = service.build;
      changed.build = build;
    }
    return [name, changed] as const;
  });
  return { ...model, services: Object.fromEntries(services) };
}

function capReplicas(service: Record<string, Json>): void {
  const cap = (value: Json | undefined) => (Number(textOf(value)) > mostReplicas ? mostReplicas : value);
  const { scale, deploy } = service;
  if (scale !== undefined) service.scale = cap(scale) ?? null;
  if (isJsonMap(deploy) && deploy.replicas !== undefined)
    service.deploy = { ...deploy, replicas: cap(deploy.replicas) ?? null };
}
