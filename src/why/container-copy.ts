/** A copy of a container as the Engine API's create call takes it: https://docs.docker.com/reference/api/engine/ */
import * as z from 'zod';
import { list, text } from '../lab/general/engine-values.ts';

const MountSchema = z.looseObject({ Type: text, ReadOnly: z.boolean().nullish() });

/** What of `GET /containers/{id}/json` a copy is made from; everything else of Config and HostConfig is taken over. */
const InspectSchema = z.object({
  Image: z.string(),
  Config: z.looseObject({ User: text, Env: list }),
  HostConfig: z.looseObject({
    NetworkMode: text,
    CapAdd: list,
    CapDrop: list,
    SecurityOpt: list,
    Binds: list,
    Mounts: z
      .array(MountSchema)
      .nullish()
      .transform((value) => value ?? []),
    ReadonlyRootfs: z.boolean().nullish(),
    MaskedPaths: list,
    ReadonlyPaths: list,
    Privileged: z.boolean().nullish(),
  }),
});

/** The body of the create call, with the parts that decide what a program may do. */
export interface ContainerCopy {
  readonly User: string;
  readonly HostConfig: {
    readonly CapAdd: readonly string[];
    readonly CapDrop: readonly string[];
    readonly SecurityOpt: readonly string[];
    readonly ReadonlyRootfs: boolean;
    readonly MaskedPaths: readonly string[];
    readonly ReadonlyPaths: readonly string[];
    readonly Privileged: boolean;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

/**
 * A copy that starts `argv` in the place of the container's program, under the same limits and defences. What it mounts is
 * read-only. It takes no port and none of the container's labels, and shares no network, pid, IPC or UTS namespace with the
 * host or another container: what a program does in a copy, it should not do in the reader's own.
 */
export function copyContainer(inspected: unknown, argv: readonly string[]): ContainerCopy {
  const { Image, Config, HostConfig } = InspectSchema.parse(inspected);
  const { ExposedPorts: _ports, Labels: _labels, Volumes: _anonymous, ...config } = Config;
  const isShared = HostConfig.NetworkMode === 'host' || HostConfig.NetworkMode.startsWith('container:');
  return {
    ...config,
    Image,
    Entrypoint: [...argv],
    Cmd: [],
    Tty: false,
    OpenStdin: false,
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      ...HostConfig,
      ReadonlyRootfs: HostConfig.ReadonlyRootfs ?? false,
      Privileged: HostConfig.Privileged ?? false,
      Binds: HostConfig.Binds.map(asReadOnly),
      Mounts: HostConfig.Mounts.map((mount) =>
        mount.Type === 'tmpfs' ? mount : { ...mount, ReadOnly: true },
      ),
      NetworkMode: isShared ? 'none' : HostConfig.NetworkMode,
      PidMode: '',
      IpcMode: 'private',
      UTSMode: '',
      PortBindings: {},
      PublishAllPorts: false,
      Links: null,
      VolumesFrom: null,
      ContainerIDFile: '',
      AutoRemove: false,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m' } },
    },
  };
}

/** `source:target[:options]`, the options apart by commas. */
function asReadOnly(bind: string): string {
  const [source = '', target = '', options = ''] = bind.split(':');
  const others = options.split(',').filter((option) => option !== '' && option !== 'rw' && option !== 'ro');
  return [source, target, [...others, 'ro'].join(',')].join(':');
}
