/** What of `GET /containers/{id}/json` says which powers a service has: https://docs.docker.com/reference/api/engine/ */
import * as z from 'zod';
import { list, text } from '../lab/general/engine-values.ts';

const mount = z.looseObject({ Type: text, Source: text, Target: text, ReadOnly: z.boolean().nullish() });

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
      .array(z.looseObject({ PathOnHost: text, PathInContainer: text }))
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
}

export function mountsOfService({
  HostConfig: { Binds, Mounts },
}: InspectedService): readonly ServiceMount[] {
  const ofBinds = Binds.map((bind): ServiceMount => {
    const [source = '', target = '', options = ''] = bind.split(':');
    return {
      target,
      source,
      kind: source.startsWith('/') ? 'bind' : 'volume',
      isReadOnly: options.split(',').includes('ro'),
    };
  });
  const ofMounts = Mounts.filter(({ Type }) => Type === 'bind' || Type === 'volume').map(
    ({ Type, Source, Target, ReadOnly }): ServiceMount => ({
      target: Target,
      source: Source,
      kind: Type === 'bind' ? 'bind' : 'volume',
      isReadOnly: ReadOnly === true,
    }),
  );
  return [...ofBinds, ...ofMounts];
}
