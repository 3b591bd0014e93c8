/** A copy of a container as the Engine API's create call takes it: https://docs.docker.com/reference/api/engine/ */
import * as z from 'zod';
import { count, list, text } from '../lab/general/engine-values.ts';
import { copyBind, copyMount, MountSchema, targetsOf } from './copied-mounts.ts';
import { untriedListener, withoutListener } from './without-listener.ts';

/** What of `GET /containers/{id}/json` a copy is made from; everything else of Config and HostConfig is taken over. */
const InspectSchema = z.object({
  Image: z.string(),
  Config: z.looseObject({ User: text, Env: list, Labels: z.record(z.string(), z.unknown()).nullish() }),
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
    Runtime: text,
    Memory: count,
    PidsLimit: count,
  }),
});

/** The body of the create call, with the parts that decide what a program may do. */
export interface ContainerCopy {
  readonly User: string;
  /** What takes away those of the image, which the Engine gives a container besides its own. */
  readonly Labels: Readonly<Record<string, string>>;
  readonly HostConfig: {
    readonly CapAdd: readonly string[];
    readonly CapDrop: readonly string[];
    readonly SecurityOpt: readonly string[];
    readonly ReadonlyRootfs: boolean;
    readonly MaskedPaths: readonly string[];
    readonly ReadonlyPaths: readonly string[];
    readonly Privileged: boolean;
    readonly Runtime: string;
    /** Bytes; 0 is no limit. */
    readonly Memory: number;
    readonly PidsLimit: number;
    /** As in compose's `tmpfs`: options by their target. */
    readonly Tmpfs?: Readonly<Record<string, string>>;
    readonly Binds: readonly string[];
    readonly Mounts: readonly z.output<typeof MountSchema>[];
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

/**
 * A copy that starts `argv` in the place of the container's program, under the same limits and defences. What it mounts
 * is read-only, a volume that is empty stays so, and no listener of its seccomp profile is asked. It takes no port and
 * none of the container's labels, and shares no network, pid, IPC or UTS namespace with the host or another container:
 * what a program does in a copy, it should not do in the reader's own.
 */
export function copyContainer(inspected: unknown, argv: readonly string[]): ContainerCopy {
  const { Image, Config, HostConfig } = InspectSchema.parse(inspected);
  const { ExposedPorts: _ports, Labels, Volumes: _anonymous, ...config } = Config;
  const isShared = HostConfig.NetworkMode === 'host' || HostConfig.NetworkMode.startsWith('container:');
  return {
    ...config,
    Image,
    Labels: withoutProject(Object.keys(Labels ?? {})),
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
      SecurityOpt: HostConfig.SecurityOpt.map(withoutListener),
      Binds: HostConfig.Binds.map(copyBind),
      Mounts: HostConfig.Mounts.map(copyMount),
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

/**
 * An image that Compose built carries its labels, so a copy would be a container of the project to who looks for them.
 */
function withoutProject(labels: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    labels.filter((label) => label.startsWith('com.docker.compose.')).map((label) => [label, '']),
  );
}

/** What the container mounts, by whether it may write there. A copy may write to none of them. */
export function mountsOf(inspected: unknown): ReturnType<typeof targetsOf> {
  const { HostConfig } = InspectSchema.parse(inspected);
  return targetsOf(HostConfig.Binds, HostConfig.Mounts);
}

/** What its listener would say is in no copy's answer: the rest of a sentence that begins with "Not tried:". */
export function untriedOfListener(inspected: unknown): readonly string[] {
  return untriedListener(InspectSchema.parse(inspected).HostConfig.SecurityOpt);
}
