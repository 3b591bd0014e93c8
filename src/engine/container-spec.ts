import { createHash } from 'node:crypto';
import type Docker from 'dockerode';
import type { ContainerSpec } from '../lab/ports/engine.ts';
import { boundedLog } from './log-bounds.ts';

/** Says of which spec a container was made, so that the same spec finds it again. */
export const specLabel = 'dev.drydock.spec';

/** The same for equal specs, whatever the order of their keys, and whatever a container was renamed to. */
export function hashSpec({ bornAs, ...named }: ContainerSpec): string {
  // What every container of ours has: one that was made with other bounds is made anew.
  const spec = { ...named, name: bornAs ?? named.name, log: boundedLog };
  const sorted = (_key: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return createHash('sha256').update(JSON.stringify(spec, sorted)).digest('hex').slice(0, 16);
}

/** Whether a container was made from this spec. */
export const isMadeOf = (
  { labels }: { readonly labels: Readonly<Record<string, string>> },
  spec: ContainerSpec,
): boolean => labels[specLabel] === hashSpec(spec);

/** The body of `POST /containers/create`. */
export function toCreateOptions(spec: ContainerSpec): Docker.ContainerCreateOptions {
  return defined({
    name: spec.name,
    Image: spec.image,
    Cmd: spec.argv && [...spec.argv],
    Entrypoint: spec.entrypoint && [...spec.entrypoint],
    Env: spec.env && Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    Labels: { ...spec.labels, [specLabel]: hashSpec(spec) },
    WorkingDir: spec.workdir,
    User: spec.user,
    Hostname: spec.hostname,
    Tty: spec.tty,
    HostConfig: defined({
      Binds: spec.binds && [...spec.binds],
      NetworkMode: spec.networkMode,
      PidMode: spec.pidMode,
      CgroupnsMode: spec.cgroupnsMode,
      UsernsMode: spec.usernsMode,
      CapAdd: spec.capAdd && [...spec.capAdd],
      CapDrop: spec.capDrop && [...spec.capDrop],
      SecurityOpt: spec.securityOpt && [...spec.securityOpt],
      Privileged: spec.privileged,
      // The command line's `systempaths=unconfined` is no option of the Engine's, but two empty lists.
      MaskedPaths: spec.systemPaths && [],
      ReadonlyPaths: spec.systemPaths && [],
      Runtime: spec.runtime,
      Devices: spec.devices?.map((path) => ({
        PathOnHost: path,
        PathInContainer: path,
        CgroupPermissions: 'rwm',
      })),
      ReadonlyRootfs: spec.readOnly,
      Init: spec.init,
      Tmpfs: spec.tmpfs && { ...spec.tmpfs },
      Memory: spec.memoryBytes,
      // Without it the Engine would allow as much swap again.
      MemorySwap: spec.memoryBytes,
      NanoCpus: spec.cpus === undefined ? undefined : Math.round(spec.cpus * 1e9),
      PidsLimit: spec.pidsLimit,
      RestartPolicy: spec.restart === undefined ? undefined : { Name: spec.restart },
      LogConfig: { Type: boundedLog.driver, Config: { ...boundedLog.options } },
    }),
  });
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>;
}
