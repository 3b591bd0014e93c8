import type { EngineInfo } from '../lab/ports/engine.ts';
import type { HostFact, HostReport, Runnable } from '../lab/protocol.ts';
import { formatBytes } from '../lab/units.ts';
import type { Lab, LabLibrary } from '../runner/library/lab-library.ts';
import type { ChosenEngine } from '../seats/choice/choose-provider.ts';
import type { HomePaths } from '../seats/home.ts';
import { unmetNeed } from '../seats/needs.ts';
import { makeHostReport, type HostReport as Seen } from '../seats/report/host-report.ts';

/** What this machine is and can, and which labs run on it. Starts and installs nothing. */
export async function hostReport(
  chosen: ChosenEngine,
  library: LabLibrary,
  paths: HomePaths,
): Promise<HostReport> {
  const seen = await makeHostReport(chosen, paths);
  return {
    facts: [...machineFacts(seen), ...engineFacts(seen), ...kernelFacts(seen), ...diskFacts(seen)],
    labs: library.list().map((lab) => ({
      id: lab.id,
      title: lab.manifest.title,
      runnable: runnable(lab, chosen, seen.engine),
    })),
  };
}

function runnable({ manifest }: Lab, { decision }: ChosenEngine, engine: EngineInfo | undefined): Runnable {
  if (decision.kind === 'absent')
    return {
      ok: false,
      reason: decision.why,
      fix: decision.advice.flatMap(({ commands }) => commands).join('\n') || 'Install Docker.',
    };
  const machine = engine && unmetNeed({ ...manifest, needs: { ...manifest.needs, runtimes: [] } }, engine);
  if (machine) return { ok: false, ...machine };
  const apart = manifest.seat === 'nested' || (manifest.seat === 'owned' && decision.kind === 'host');
  // A nested engine brings every runtime that labs use; another one offers what it says, once it runs.
  const lacks =
    engine !== undefined && decision.kind !== 'nested' && unmetNeed(manifest, engine) !== undefined;
  return { ok: true, seat: apart || lacks ? 'nested' : decision.kind };
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
    ...versions.flatMap(({ component, version, holes }) =>
      holes.map((hole) =>
        fact(`hole-${hole.cve}`, `${component} ${version}`, hole.cve, {
          state: 'note',
          detail: `This version may have it; distributions patch old versions too. Fixed in ${hole.fixedIn.join(', ')}.`,
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
