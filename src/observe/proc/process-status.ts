import { capabilitiesOfMask } from '../../lab/observation/capabilities.ts';
import type { CapabilitySets } from '../../lab/observation/observation.ts';

type FourIds = readonly [number, number, number, number];

/** What an observation keeps of /proc/PID/status. */
export interface ProcessStatus {
  readonly name: string;
  readonly parentPid: number;
  /** From the namespace of the reader to the innermost one. */
  readonly pids: readonly [number, ...number[]];
  readonly uids: FourIds;
  readonly gids: FourIds;
  readonly groups: readonly number[];
  readonly capabilities: CapabilitySets;
  readonly seccompMode: 0 | 1 | 2;
  readonly seccompFilters: number;
  /** Undefined where the kernel does not say, as gVisor's does not. */
  readonly noNewPrivileges: boolean | undefined;
}

/**
 * Reads proc_pid_status(5). Undefined where a line is missing that Linux has had since 4.14 (or gVisor has):
 * then it is not the text of a process that lives. `Seccomp_filters` came with 5.9; before, a filter counts as one.
 */
export function parseProcessStatus(text: string): ProcessStatus | undefined {
  // Of a field that stands twice the last is taken: what a process can choose (its name) stands first.
  const fields = new Map<string, string>();
  for (const [, key, value] of text.matchAll(/^(\w+):[ \t]*(.*)$/gm))
    fields.set(key ?? '', (value ?? '').trim());
  const name = fields.get('Name');
  const parentPid = parseNumbers(fields.get('PPid'))[0];
  const [pid, ...innerPids] = parseNumbers(fields.get('NSpid') ?? fields.get('Tgid'));
  const uids = parseFourIds(fields.get('Uid'));
  const gids = parseFourIds(fields.get('Gid'));
  const capabilities = parseCapabilities(fields);
  if (name === undefined || parentPid === undefined || pid === undefined) return undefined;
  if (uids === undefined || gids === undefined || capabilities === undefined) return undefined;
  const mode = fields.get('Seccomp') ?? '0';
  const seccompMode = mode === '2' ? 2 : mode === '1' ? 1 : 0;
  const noNewPrivileges = fields.get('NoNewPrivs');
  return {
    name: unescapeName(name),
    parentPid,
    pids: [pid, ...innerPids],
    uids,
    gids,
    groups: parseNumbers(fields.get('Groups')),
    capabilities,
    seccompMode,
    seccompFilters: parseNumbers(fields.get('Seccomp_filters'))[0] ?? (seccompMode === 2 ? 1 : 0),
    noNewPrivileges: noNewPrivileges === undefined ? undefined : noNewPrivileges !== '0',
  };
}

function parseCapabilities(fields: ReadonlyMap<string, string>): CapabilitySets | undefined {
  const set = (key: string, absent?: string) => {
    const mask = fields.get(key) ?? absent;
    return mask !== undefined && /^[0-9a-f]{1,16}$/i.test(mask) ? capabilitiesOfMask(mask) : undefined;
  };
  const inheritable = set('CapInh');
  const permitted = set('CapPrm');
  const effective = set('CapEff');
  const bounding = set('CapBnd');
  const ambient = set('CapAmb', '0');
  if (!inheritable || !permitted || !effective || !bounding || !ambient) return undefined;
  return { inheritable, permitted, effective, bounding, ambient };
}

function parseNumbers(text: string | undefined): number[] {
  return (text ?? '')
    .split(/\s+/)
    .filter((word) => /^\d{1,10}$/.test(word))
    .map(Number);
}

function parseFourIds(text: string | undefined): FourIds | undefined {
  const [real, effective, saved, fileSystem] = parseNumbers(text);
  if (real === undefined || effective === undefined || saved === undefined || fileSystem === undefined)
    return undefined;
  return [real, effective, saved, fileSystem];
}

/** The kernel writes a newline in a name as `\n` and a backslash as `\\`. */
function unescapeName(name: string): string {
  return name.replace(/\\(n|\\)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : '\\'));
}
