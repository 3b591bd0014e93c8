import type { Fact } from '../../lab/observation/fact.ts';
import type { ObservedHost } from '../../lab/observation/observation.ts';
import type { EngineInfo } from '../../lab/ports/engine.ts';
import type { ProbedFiles } from '../probe/probe-answer.ts';
import { parseNamespaceLinks } from '../proc/namespace-links.ts';
import { parseSysctlLines } from '../proc/sysctl-lines.ts';

/** What the probe tells of the engine's host, and the Engine's word where the kernel's is out of reach. */
export function hostFacts(info: EngineInfo, probed: ProbedFiles): Fact<ObservedHost> {
  const text = (name: string) => probed.get(name)?.text.trim();
  const lastCapability = text('last-capability') ?? '';
  if (!/^\d+$/.test(lastCapability))
    return {
      source: 'unknown',
      reason: 'the probe could not read the capabilities that the kernel knows',
      cause: 'host-lacks',
    };
  return {
    source: 'kernel',
    value: {
      kernel: text('kernel') ?? info.kernel,
      architecture: info.architecture,
      engineVersion: info.version,
      cgroupVersion: info.cgroupVersion,
      namespaces: parseNamespaceLinks(text('namespaces') ?? ''),
      lsms: text('lsm')?.split(',') ?? lsmsOf(info.securityOptions),
      lastCapability: Number(lastCapability),
      sysctls: parseSysctlLines(text('sysctls') ?? ''),
    },
  };
}

/** Where securityfs is not mounted: those that the Engine uses. */
function lsmsOf(securityOptions: readonly string[]): readonly string[] {
  return ['apparmor', 'selinux'].filter((name) =>
    securityOptions.some((option) => option.split(',').includes(`name=${name}`)),
  );
}
