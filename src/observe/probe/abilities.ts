import type { Ability } from '../../lab/observation/observation.ts';
import type { EngineInfo } from '../../lab/ports/engine.ts';
import { parseAbilitiesAnswer } from './probe-answer.ts';
import { askProbe, type OpenProbe } from './probe-line.ts';

const timeoutMs = 20_000;

/** What was tried, by engine: its host is the same for as long as the connection. */
const known = new WeakMap<object, Map<string, Ability>>();

/**
 * Whether the engine and its host can do these things (names of `abilitiesOf` in src/lab/manifest/needs.ts): asked of the Engine,
 * or tried by the probe, once for an engine. Where that cannot be asked, they cannot. Rejects only when the signal is
 * aborted.
 */
export async function tryAbilities(
  names: readonly string[],
  engine: object,
  info: Pick<EngineInfo, 'imageStore' | 'storageDriver' | 'securityOptions'>,
  openProbe: OpenProbe | undefined,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, Ability>>> {
  if (names.length === 0) return {};
  const kept = known.get(engine) ?? new Map<string, Ability>();
  known.set(engine, kept);
  const told = (name: string) => byEngine(name, info) ?? kept.get(name);
  const open = names.filter((name) => !told(name));
  const tried = open.length === 0 ? new Map<string, string>() : await askAll(open, openProbe, signal);
  for (const [name, lack] of tried)
    kept.set(name, lack === '' ? { has: true } : { has: false, reason: lack });
  const untried: Ability = { has: false, reason: 'it could not be tried on this engine’s host' };
  return Object.fromEntries(names.map((name) => [name, told(name) ?? untried]));
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

/** What each lacks; nothing where it could not be asked, so that it is asked again. */
async function askAll(
  names: readonly string[],
  openProbe: OpenProbe | undefined,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  if (!openProbe) return new Map();
  try {
    return parseAbilitiesAnswer(await askProbe(openProbe, `abilities ${names.join(' ')}`, timeoutMs, signal));
  } catch (error) {
    if (signal?.aborted) throw error;
    return new Map();
  }
}
