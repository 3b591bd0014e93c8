import { freemem } from 'node:os';
import { formatBytes } from '../lab/general/units.ts';
import type { HostFact, HostReport, Runnable } from '../lab/wire/host.ts';
import type { LabLibrary } from '../runner/library/lab-library.ts';
import { absentError, type ChosenEngine } from '../seats/choice/choose-provider.ts';
import { chooseSeat, toRunnable } from '../seats/choice/choose-seat.ts';
import { poolSize } from '../seats/choice/pool-size.ts';
import { type ClassReport, protectedThings, reportClasses } from '../seats/classes/class-protections.ts';
import type { HomePaths } from '../seats/home.ts';
import { freeForSeats } from '../seats/report/free-memory.ts';
import { makeMachineReport, type MachineReport as Seen } from '../seats/report/machine-report.ts';

/** What this machine is and can, and which labs run on it. Starts and installs nothing. */
export async function hostReport(
  chosen: ChosenEngine,
  library: LabLibrary,
  paths: HomePaths,
): Promise<HostReport> {
  const seen = await makeMachineReport(chosen, paths);
  const fenced = chosen.seats.network !== 'open';
  const classes = reportClasses(seen.engine, seen.kernel, fenced);
  return {
    facts: [
      ...machineFacts(seen),
      ...engineFacts(seen),
      ...seatFacts(chosen, classes, seen),
      ...kernelFacts(seen),
      ...diskFacts(seen),
    ],
    classes: classes.map(({ seatClass, missing, protections, words }) => ({
      seatClass,
      ...(missing !== undefined && { missing }),
      protections: protectedThings.map((thing) => ({ thing, protection: protections[thing] })),
      words,
    })),
    ...seatsGiven(chosen, seen),
    labs: library.list().map((lab) => ({
      id: lab.id,
      title: lab.manifest.title,
      runnable: chosen.offered
        ? toRunnable(chooseSeat(lab.manifest, chosen.offered, seen.engine, seen.kernel), lab.manifest)
        : absence(chosen.decision),
    })),
  };
}

/** What a machine has for seats. Memory and disk of another machine, as behind a remote engine, are not known here. */
function seatsGiven(
  { seats, decision }: ChosenEngine,
  { engine, kernel, disks }: Seen,
): Pick<HostReport, 'seats'> {
  if (decision.kind === 'absent') return {};
  const { audience, seatClass, network } = seats;
  const disk = disks.at(-1)?.freeBytes;
  return {
    seats: {
      audience,
      seatClass,
      network,
      ready: poolSize(seats, decision.kind).size,
      ...(engine && { cpus: engine.cpus }),
      ...(kernel && {
        freeMemoryBytes: freeForSeats(seats.engineMemoryBytes, {
          ofMachine: freemem(),
          ofProcess: process.availableMemory(),
        }),
      }),
      ...(kernel && disk !== undefined && { freeDiskBytes: disk }),
    },
  };
}

/** Why nothing runs where there is no engine. */
function absence(decision: Parameters<typeof absentError>[0]): Runnable {
  const { message, fix = 'Install Docker.' } = absentError(decision);
  return { ok: false, reason: message, fix };
}

const protectionWords = { yes: 'kept', accidents: 'kept from accidents only', no: 'not kept' } as const;

/** Which seats people get, and what each class is worth. */
function seatFacts(
  { seats, decision }: ChosenEngine,
  classes: readonly ClassReport[],
  { kernel }: Seen,
): readonly HostFact[] {
  if (decision.kind === 'absent') return [];
  const { audience, seatClass, network } = seats;
  const { size, refusal } = poolSize(seats, decision.kind);
  return [
    fact('seats', 'Nested seats', `for ${audience}, ${seatClass}, network ${network}, ${size} kept ready`, {
      ...(refusal !== undefined && { state: 'note', detail: refusal }),
    }),
    ...classes.map(({ seatClass: each, missing, protections, words }) =>
      fact(
        `class-${each}`,
        `Seats of class ${each}`,
        missing === undefined ? 'run here' : 'cannot run here',
        {
          state: missing === undefined ? 'note' : 'missing',
          detail: [
            ...(missing === undefined ? [] : [missing]),
            words,
            ...protectedThings.map((thing) => `${thing}: ${protectionWords[protections[thing]]}`),
          ].join('\n'),
        },
      ),
    ),
    ...(kernel?.loop === false
      ? [
          fact('seat-disks', 'Disks of a fixed size', 'none', {
            state: 'missing',
            detail: 'Seats cannot be kept from filling the disk of all: there is no /dev/loop-control.',
            fix: 'modprobe loop',
          }),
        ]
      : []),
  ];
}

const fact = (id: string, title: string, value: string, more: Partial<HostFact> = {}): HostFact => ({
  id,
  title,
  value,
  state: 'good',
  ...more,
});

function machineFacts({ machine }: Seen): readonly HostFact[] {
  const where = machine.isWsl ? ' in Windows (WSL2)' : '';
  return [
    fact(
      'machine',
      'Machine',
      `${machine.distribution || machine.platform}${where}, ${machine.architecture}, Node ${machine.node}`,
    ),
  ];
}

function engineFacts({ decision, engine, versions }: Seen): readonly HostFact[] {
  if (decision.kind === 'absent')
    return [
      fact('engine', 'Engine', 'none', {
        state: 'missing',
        detail: decision.why,
        fix: decision.advice.map(({ title, commands }) => [`${title}:`, ...commands].join('\n')).join('\n'),
      }),
    ];
  if (!engine)
    return [
      fact('engine', 'Engine', `${decision.kind}, not running`, {
        state: 'note',
        detail: 'It is started when it is needed.',
      }),
    ];
  return [
    fact('engine', 'Engine', `${decision.kind}, Docker ${engine.version}, ${engine.storageDriver}`),
    fact('runtimes', 'Runtimes', engine.runtimes.join(', ')),
    fact('cgroup', 'cgroup', `v${engine.cgroupVersion}`),
    fact('security', 'Security options', engine.securityOptions.join(', ') || 'none'),
    ...versions.flatMap(({ component, version, vulnerabilities }) =>
      vulnerabilities.map(({ cve, fixedIn }) =>
        fact(`vulnerability-${cve}`, `${component} ${version}`, cve, {
          state: 'note',
          detail: `This version may have it; distributions patch old versions too. Fixed in ${fixedIn.join(', ')}.`,
        }),
      ),
    ),
  ];
}

function kernelFacts({ kernel }: Seen): readonly HostFact[] {
  if (!kernel) return [];
  return [
    fact('kernel', 'Kernel', kernel.release),
    fact('lsm', 'Security modules', kernel.lsms.join(', ') || 'none'),
    kernel.btf
      ? fact('btf', 'BTF', 'there')
      : fact('btf', 'BTF', 'none', {
          state: 'missing',
          detail: 'Labs about BPF programs need /sys/kernel/btf/vmlinux.',
          fix: 'Use a kernel with CONFIG_DEBUG_INFO_BTF.',
        }),
    kernel.gpus.length > 0
      ? fact('gpu', 'GPU', kernel.gpus.map(({ vendor }) => vendor).join(', '))
      : fact('gpu', 'GPU', 'none', { state: 'note', detail: 'Only parts of one lab would use it.' }),
  ];
}

function diskFacts({ disks }: Seen): readonly HostFact[] {
  return disks.map(({ purpose, path, freeBytes }) =>
    fact(
      `disk-${purpose}`,
      `Disk for ${purpose}`,
      `${formatBytes(freeBytes)} free`,
      freeBytes < 5e9
        ? { state: 'note', detail: `${path} has little room; images take about 2 GB.` }
        : { detail: path },
    ),
  );
}
