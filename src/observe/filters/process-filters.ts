import type { Fact } from '../../lab/observation/fact.ts';
import type { CallAnswers, ProcessFilters } from '../../lab/observation/filters.ts';
import type { ObservedProcess } from '../../lab/observation/observation.ts';
import { syscallsOf } from '../../lab/observation/syscall-table.ts';
import type { BpfInstruction } from '../../lab/seccomp/bpf.ts';
import type { ProbedFiles } from '../probe/probe-answer.ts';
import { unknown } from '../unknown.ts';
import { answersOf } from './call-answers.ts';
import { parseSyscallFilter, unfiltered } from './syscall-filter.ts';

/** About 0.1 s; Docker's own filter takes a seventh of it. */
const mostSteps = 4_000_000;
/** Answers kept by the text of the programs: containers have the same few, look after look. */
const mostKept = 64;
const kept = new Map<string, Fact<CallAnswers>>();

/** SECCOMP_MODE_STRICT of seccomp(2): all else kills the thread. */
const strictCalls = new Set(['read', 'write', 'exit', 'rt_sigreturn']);

/**
 * What the filters of a container's processes answer, by the lines `of filters/PID` of the probe; where the kernel does
 * not show them, by the bundle (`bundle-seccomp`), which holds for processes with a single filter.
 */
export function processFilters(
  processes: readonly ObservedProcess[],
  files: ProbedFiles,
  architecture: string,
): readonly ProcessFilters[] {
  const groups = new Map<string, { readonly pids: number[]; readonly answers: Fact<CallAnswers> }>();
  for (const process of processes) {
    const told = process.seccompMode === 2 ? toldOf(process.pid, files) : `mode ${process.seccompMode}`;
    const key = told.startsWith('unread ') ? `${told} of ${process.seccompFilters}` : told;
    const group = groups.get(key) ?? { pids: [], answers: readAnswers(told, process, files, architecture) };
    group.pids.push(process.pid);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What the probe says of a process, or of the one that it refers to. */
function toldOf(pid: number, files: ProbedFiles): string {
  const seen = new Set<string>();
  let told = files.get(`filters/${pid}`)?.text;
  for (;;) {
    const other = /^as (\d+)$/.exec(told ?? '')?.[1];
    if (other === undefined) return told ?? 'unread the probe says nothing of it';
    if (seen.has(other)) return 'unread the probe refers to itself';
    seen.add(other);
    told = files.get(`filters/${other}`)?.text;
  }
}

function readAnswers(
  told: string,
  { seccompFilters }: ObservedProcess,
  files: ProbedFiles,
  architecture: string,
): Fact<CallAnswers> {
  const key = `${architecture} ${told}`;
  const known = kept.get(key);
  if (known) return known;
  if (told.startsWith('unread ')) return byBundle(told.slice(7), seccompFilters, files, architecture);
  const answers = compute(told, architecture);
  kept.set(key, answers);
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return answers;
}

function compute(told: string, architecture: string): Fact<CallAnswers> {
  const table = syscallsOf(architecture);
  if (!table) return unknown(`the system calls of ${architecture} are not in Drydock’s table`, 'host-lacks');
  if (told === 'mode 0') return { source: 'kernel', value: unfiltered(table) };
  if (told === 'mode 1') return { source: 'kernel', value: strict(table) };
  try {
    const programs = told.split(' ').slice(1).map(parseProgram);
    return { source: 'kernel', value: answersOf(programs, architecture, { left: mostSteps }) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unknown(`its filters could not be run to their end: ${error.message}`);
  }
}

/** `struct sock_filter` of linux/filter.h, one after another in hexadecimal: u16, u8, u8, u32, the lowest byte first. */
function parseProgram(hex: string): readonly BpfInstruction[] {
  const bytes = Buffer.from(hex, 'hex');
  return Array.from({ length: Math.floor(bytes.length / 8) }, (_, index) => ({
    code: bytes.readUInt16LE(index * 8),
    jt: bytes.readUInt8(index * 8 + 2),
    jf: bytes.readUInt8(index * 8 + 3),
    k: bytes.readUInt32LE(index * 8 + 4),
  }));
}

/** A process that has more filters than the one of its runtime is not told by the bundle. */
function byBundle(
  reason: string,
  filters: number,
  files: ProbedFiles,
  architecture: string,
): Fact<CallAnswers> {
  const bundle = files.get('bundle-seccomp')?.text;
  if (filters !== 1) return unknown(`it has ${filters} filters, and ${reason}`);
  if (bundle === undefined || bundle === 'null')
    return unknown(`its runtime was told of none, and ${reason}`);
  return parseSyscallFilter(bundle, architecture);
}

function strict(table: readonly string[]): CallAnswers {
  const open = table.filter((name) => strictCalls.has(name));
  const of = {
    filters: 0,
    instructions: 0,
    known: table.length,
    beyond: 'kill-thread',
    foreign: {},
  } as const;
  return { ...of, usual: 'kill-thread', unusual: { allow: open } };
}
