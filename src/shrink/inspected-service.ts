/** What of `GET /containers/{id}/json` says which powers a service has: https://docs.docker.com/reference/api/engine/ */
import * as z from 'zod';
import { flag, list, text } from '../lab/general/engine-values.ts';

const mount = z.looseObject({
  Type: text,
  Source: text,
  Target: text,
  ReadOnly: z.boolean().nullish(),
  BindOptions: z.looseObject({ Propagation: text, NonRecursive: flag }).nullish(),
  VolumeOptions: z.looseObject({ NoCopy: flag, Subpath: text }).nullish(),
});

const InspectedServiceSchema = z.object({
  Config: z.object({
    User: text,
    Entrypoint: z.union([z.array(z.string()), z.string()]).nullish(),
    Cmd: z.union([z.array(z.string()), z.string()]).nullish(),
    Healthcheck: z.looseObject({ Test: list, Timeout: z.number().nullish() }).nullish(),
  }),
  HostConfig: z.object({
    NetworkMode: text,
    CapAdd: list,
    CapDrop: list,
    SecurityOpt: list,
    Privileged: z.boolean().nullish(),
    /** Empty where `systempaths=unconfined` was asked for, which the Engine is not told by that name. */
    MaskedPaths: list,
    ReadonlyRootfs: z.boolean().nullish(),
    PidMode: text,
    IpcMode: text,
    UTSMode: text,
    Binds: list,
    Mounts: z
      .array(mount)
      .nullish()
      .transform((value) => value ?? []),
    Tmpfs: z
      .record(z.string(), z.string())
      .nullish()
      .transform((value) => value ?? {}),
    Devices: z
      .array(z.looseObject({ PathOnHost: text, PathInContainer: text, CgroupPermissions: text }))
      .nullish()
      .transform((value) => value ?? []),
    DeviceRequests: z
      .array(z.unknown())
      .nullish()
      .transform((value) => value ?? []),
    DeviceCgroupRules: list,
  }),
});

export type InspectedService = z.output<typeof InspectedServiceSchema>;

export function readService(inspected: unknown): InspectedService {
  return InspectedServiceSchema.parse(inspected);
}

/** The service's own health check; undefined where it has none. */
export function healthCheckOf({ Config: { Healthcheck } }: InspectedService): readonly string[] | undefined {
  const test = Healthcheck?.Test ?? [];
  return test.length === 0 || test[0] === 'NONE' ? undefined : test;
}

/** One mount of the compose file: not a tmpfs. */
export interface ServiceMount {
  readonly target: string;
  readonly source: string;
  readonly kind: 'bind' | 'volume';
  readonly isReadOnly: boolean;
  /** How else it is mounted, as Compose's keys below `bind` or `volume` say it. */
  readonly how: Readonly<Record<string, string | boolean>>;
}

export function mountsOfService({
  HostConfig: { Binds, Mounts },
}: InspectedService): readonly ServiceMount[] {
  return [...Binds.map(ofBind), ...Mounts.flatMap(ofMount)];
}

/** `source:target[:options]`, the options apart by commas. */
function ofBind(bind: string): ServiceMount {
  const [source = '', target = '', written = ''] = bind.split(':');
  const options = written.split(',');
  const propagation = options.find((each) => /^r?(shared|slave|private)$/.test(each));
  const selinux = options.find((each) => /^z$/i.test(each));
  const isBind = source.startsWith('/');
  return {
    target,
    source,
    kind: isBind ? 'bind' : 'volume',
    isReadOnly: options.includes('ro'),
    how: {
      ...(isBind && propagation !== undefined && { propagation }),
      ...(isBind && selinux !== undefined && { selinux }),
      ...(!isBind && options.includes('nocopy') && { nocopy: true }),
    },
  };
}

function ofMount(mount: InspectedService['HostConfig']['Mounts'][number]): readonly ServiceMount[] {
  const { Type, Source, Target, ReadOnly, BindOptions, VolumeOptions } = mount;
  const its = { target: Target, source: Source, isReadOnly: ReadOnly === true };
  if (Type === 'bind') {
    const { Propagation: propagation = '', NonRecursive: isFlat = false } = BindOptions ?? {};
    const how = { ...(propagation && { propagation }), ...(isFlat && { recursive: 'disabled' }) };
    return [{ ...its, kind: 'bind', how }];
  }
  if (Type !== 'volume') return [];
  const { Subpath: subpath = '', NoCopy: nocopy = false } = VolumeOptions ?? {};
  return [{ ...its, kind: 'volume', how: { ...(subpath && { subpath }), ...(nocopy && { nocopy }) } }];
}
