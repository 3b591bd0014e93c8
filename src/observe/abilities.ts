import { reportError } from '../lab/errors.ts';
import type { Ability } from '../lab/observation.ts';
import type { EngineInfo } from '../lab/ports/engine.ts';
import { parseAbilitiesAnswer } from './probe-answer.ts';
import { askProbe, type OpenProbe } from './probe-line.ts';

const timeoutMs = 20_000;

/**
 * Whether the engine and its host can do these things (names of `abilitiesOf` in src/lab/needs.ts): asked of the Engine,
 * or tried by the probe. Where that cannot be asked, they cannot. Rejects only when the signal is aborted.
 */
export async function tryAbilities(
  names: readonly string[],
  info: Pick<EngineInfo, 'imageStore' | 'storageDriver' | 'securityOptions'>,
  openProbe: OpenProbe | undefined,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, Ability>>> {
  const asked = names.map((name) => [name, byEngine(name, info)] as const);
  const open = asked.flatMap(([name, ability]) => (ability ? [] : [name]));
  const lacks = open.length === 0 ? new Map<string, string>() : await askAll(open, openProbe, signal);
  const tried = (name: string): Ability => {
    const reason = lacks.get(name) ?? 'it could not be tried here';
    return reason === '' ? { has: true } : { has: false, reason };
  };
  return Object.fromEntries(asked.map(([name, ability]) => [name, ability ?? tried(name)]));
}

function byEngine(
  name: string,
  {
    imageStore,
    storageDriver,
    securityOptions,
  }: Pick<EngineInfo, 'imageStore' | 'storageDriver' | 'securityOptions'>,
): Ability | undefined {
  if (name === 'images-containerd')
    return imageStore === 'containerd'
      ? { has: true }
      : { has: false, reason: `the engine keeps its images by ${storageDriver}, not in containerd’s store` };
  const used = /^lsm-(apparmor|selinux)$/.exec(name)?.[1];
  // What the Engine says it uses is there; else the kernel is asked.
  return used !== undefined && securityOptions.some((option) => option.split(',').includes(`name=${used}`))
    ? { has: true }
    : undefined;
}

async function askAll(
  names: readonly string[],
  openProbe: OpenProbe | undefined,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const all = (reason: string) => new Map(names.map((name) => [name, reason]));
  if (!openProbe) return all('there is no probe on this engine’s host to try it');
  try {
    return parseAbilitiesAnswer(await askProbe(openProbe, `abilities ${names.join(' ')}`, timeoutMs, signal));
  } catch (error) {
    if (signal?.aborted) throw error;
    return all(`it could not be tried: ${reportError(error).message}`);
  }
}
