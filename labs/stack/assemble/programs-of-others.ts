import { mapIn } from '../../../src/lab/matchers/identity.ts';
import { listWords } from '../../../src/lab/matchers/matcher.ts';
import type { Observation, ObservedContainer } from '../../../src/lab/observation/observation.ts';

/** The services whose Dockerfiles the learner mends. */
export const built = ['bot', 'admin'] as const;

const initOf = ({ processes }: ObservedContainer) =>
  processes.source === 'unknown' ? undefined : processes.value.find(({ init }) => init);

/**
 * Who runs its own program, or lets others write it or a folder on the way to it. `probe` prints for each service
 * `bot 1001 755 /home/user/bot`, and for each folder `folder bot 1001 755 /home/user`.
 */
export function tellOwners({ containers, probes }: Observation, probe: string) {
  const expected =
    'programs, and folders around them, that belong to another user than the one that runs them, and that nobody else may write';
  const result = probes[probe];
  if (result?.exitCode !== 0)
    return {
      ok: false,
      observed: `bot and admin: ${(result?.stderr ?? result?.error ?? 'not asked').trim()}`,
      expected,
    };
  const found = built.flatMap((service) => {
    const owned = [
      ...(result.stdout ?? '').matchAll(new RegExp(`^(?:folder )?${service} (\\d+) (\\d+) (.*)$`, 'gm')),
    ].map(([, uid, mode, path = '']) => ({ uid: Number(uid), mode: Number.parseInt(mode ?? '', 8), path }));
    const own = containers.filter((each) => each.service === service && each.declared.status === 'running');
    if (owned.length === 0 || own.length === 0) return [`${service} does not run`];
    return own.flatMap((container) => {
      const init = initOf(container);
      if (!init) return [`the processes of ${service} are not seen`];
      const runner = mapIn(init.uids[1], init.uidMap) ?? init.uids[1];
      return owned.flatMap(({ uid, mode, path }) => {
        if (uid === runner) return [`${path} of ${service} belongs to uid ${uid}, which runs it`];
        // In a folder with the sticky bit nobody exchanges what belongs to others.
        const isOpen = (mode & 0o022) !== 0 && (mode & 0o1000) === 0;
        return isOpen ? [`${path} of ${service} has the mode 0${mode.toString(8)}`] : [];
      });
    });
  });
  return {
    ok: found.length === 0,
    observed: found.length === 0 ? 'bot and admin run what is not theirs' : listWords(found),
    expected,
  };
}

/** Whose start hangs on the folder in which it is made: execve(2) takes a path with a slash from there. */
export function tellEntries({ containers }: Observation) {
  const expected = 'an absolute path, or a name that is looked for in PATH';
  const own = containers.filter(({ service }) => built.some((name) => name === service));
  const found = own.flatMap(({ service, declared }) => {
    const first = [...declared.entrypoint, ...declared.command][0] ?? '';
    return first.includes('/') && !first.startsWith('/')
      ? [`${service} starts ${first}, from ${declared.workdir || '/'}`]
      : [];
  });
  const missing = built.filter((name) => !own.some(({ service }) => service === name));
  const all = [...found, ...missing.map((name) => `there is no container of ${name}`)];
  return {
    ok: all.length === 0,
    observed: all.length === 0 ? 'bot and admin start from any folder' : listWords(all),
    expected,
  };
}
