import { isAllowed, isClosed } from '../../lab/observation/call-answers.ts';
import type { CallAnswer, CallAnswers, SyscallFilter } from '../../lab/observation/filters.ts';
import { syscallNumbersOf } from '../../lab/observation/syscall-table.ts';
import { auditArch, x32Bit } from '../../lab/seccomp/audit-arch.ts';
import { type BpfBudget, type BpfInstruction, type BpfWord, runBpf } from '../../lab/seccomp/bpf.ts';
import { allow, answerOfReturn } from '../../lab/seccomp/return-value.ts';
import { i386Calls } from './i386-calls.ts';

interface Foreign {
  readonly arch: number;
  readonly bit: number;
  /** Where they are not those of the host's own architecture. */
  readonly calls?: ReadonlyMap<string, number>;
}

interface Abi {
  readonly arch: number;
  readonly foreign: Readonly<Record<string, Foreign>>;
}

const amd64: Abi = {
  arch: auditArch.x86_64,
  foreign: {
    i386: { arch: auditArch.i386, bit: 0, calls: i386Calls },
    x32: { arch: auditArch.x86_64, bit: x32Bit },
  },
};
const arm64: Abi = {
  arch: auditArch.aarch64,
  // Numbers of arm are not in our table.
  foreign: { arm: { arch: auditArch.arm, bit: 0, calls: new Map() } },
};
const abis: Readonly<Record<string, Abi>> = { amd64, x86_64: amd64, arm64, aarch64: arm64 };

/** Above all numbers of any architecture, where calls of others end and x32 and its own calls begin. */
const numbers = 600;
/** So long that no table of ours or of a kernel to come has it. */
const beyond = 4_000;

/**
 * What filters answer to each call, the oldest first, by running them for each number of the architecture's table.
 * @throws {RangeError} where they have no end within `budget`, or are not what seccomp takes, or there is no table.
 */
export function answersOf(
  filters: readonly (readonly BpfInstruction[])[],
  architecture: string,
  budget: BpfBudget,
): CallAnswers {
  const table = syscallNumbersOf(architecture);
  const abi = abis[architecture];
  if (!table || !abi) throw new RangeError(`the system calls of ${architecture} are not in Drydock’s table`);
  const ask = (number: number, arch: number) => {
    // struct seccomp_data: nr, arch, instruction_pointer, args.
    const load = (offset: number): BpfWord => (offset === 0 ? number : offset === 4 ? arch : undefined);
    return combine(filters.map((filter) => runBpf(filter, load, budget)));
  };
  const foreign = Object.entries(abi.foreign).map(([name, { arch, bit }]) => {
    const first = ask(bit, arch);
    for (let number = 1; number < numbers; number += 1)
      if (ask((number | bit) >>> 0, arch) !== first) return [name, 'by-number'] as const;
    return [name, first] as const;
  });
  const own = new Map([...table].map(([name, number]) => [name, ask(number, abi.arch)] as const));
  const around = foreign.flatMap(([name, answer]) => {
    const as = abi.foreign[name];
    if (answer !== 'by-number' || !as) return [];
    const calls = [...(as.calls ?? table)].filter(
      ([call, number]) => isClosed(own.get(call)) && isAllowed(ask((number | as.bit) >>> 0, as.arch)),
    );
    return calls.length > 0 ? [[name, calls.map(([call]) => call)] as const] : [];
  });
  return {
    filters: filters.length,
    instructions: filters.reduce((sum, { length }) => sum + length, 0),
    ...press(own),
    beyond: ask(beyond, abi.arch),
    foreign: Object.fromEntries(foreign),
    ...(around.length > 0 && { around: Object.fromEntries(around) }),
  };
}

/** What most calls get, and the others by what they get. */
export function press(
  answers: ReadonlyMap<string, CallAnswer>,
): Pick<CallAnswers, 'known' | 'usual' | 'unusual'> {
  const calls = new Map<CallAnswer, string[]>();
  for (const [name, answer] of answers) {
    const names = calls.get(answer) ?? [];
    names.push(name);
    calls.set(answer, names);
  }
  const [most, ...rest] = [...calls].sort(([, a], [, b]) => b.length - a.length);
  return { known: answers.size, usual: most?.[0] ?? 'allow', unusual: Object.fromEntries(rest) };
}

/** Whether calls are let through, as far as the X-ray and older checks ask. */
export function openCallsOf(answers: CallAnswers, architecture: string): SyscallFilter {
  const { known, usual, unusual, filters } = answers;
  const named = Object.entries(unusual).flatMap(([answer, names = []]) =>
    names.map((name) => [name, answer] as const),
  );
  const exceptions = new Map<string, string>(named);
  const table = [...(syscallNumbersOf(architecture)?.keys() ?? [])];
  const having = (test: (answer: string) => boolean) =>
    table.filter((name) => test(exceptions.get(name) ?? usual));
  return {
    filtering: filters !== 0,
    known,
    closed: having((answer) => answer !== 'allow' && answer !== 'log' && answer !== 'by-arguments'),
    conditional: having((answer) => answer === 'by-arguments'),
  };
}

/** Of several filters the strictest answer counts, of equal ones the newest filter's: seccomp_run_filters of the kernel. */
function combine(returned: readonly ReadonlySet<BpfWord>[]): CallAnswer {
  let possible: ReadonlySet<BpfWord> = new Set([allow]);
  for (const newer of returned.toReversed()) {
    const both = [...possible].flatMap((a) => [...newer].map((b) => stricter(a, b)));
    possible = new Set(both);
  }
  const answers = new Set([...possible].map(readAnswer));
  const [only = 'by-arguments', ...others] = answers;
  return others.length > 0 ? 'by-arguments' : only;
}

/** Actions are compared as numbers with a sign: killing the process is the least of them. */
function stricter(first: BpfWord, second: BpfWord): BpfWord {
  if (first === undefined || second === undefined) return undefined;
  return (second & 0xffff0000) < (first & 0xffff0000) ? second : first;
}

const readAnswer = (value: BpfWord): CallAnswer =>
  value === undefined ? 'by-arguments' : answerOfReturn(value);
