/**
 * Observations of all versions so far as JSON that somebody else may have written. What a later version adds beside it
 * stays. Pure.
 */
import * as z from 'zod';
import { capabilityNames } from './capabilities.ts';
import { namespaceKinds } from './observation.ts';
import type { AnyObservation } from './observation-upgrade.ts';

const number = z.number();
const text = z.string();
const flag = z.boolean();
const texts = z.array(text);
const named = z.record(text, text);
const namespaces = z.partialRecord(z.enum(namespaceKinds), number);
const names = z.array(z.enum(capabilityNames));
const ids = z.tuple([number, number, number, number]);
const mappings = z.array(z.looseObject({ inside: number, outside: number, length: number }));

const unknown = z.looseObject({
  source: z.literal('unknown'),
  reason: text,
  cause: z.enum(['host-lacks', 'not-seen', 'not-yet']).optional(),
});
const source = z.enum(['kernel', 'sandbox', 'declared']);
function fact<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('source', [unknown, z.looseObject({ source, value })]);
}
/** A fact that came after each unknown one had a cause. */
function laterFact<T extends z.ZodType>(value: T) {
  const withCause = unknown.required({ cause: true });
  return z.discriminatedUnion('source', [withCause, z.looseObject({ source, value })]);
}

const declared = z.looseObject({
  id: text,
  name: text,
  image: z.looseObject({ reference: text, id: text }),
  labels: named,
  service: text,
  status: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
  health: z.enum(['none', 'starting', 'healthy', 'unhealthy']),
  exitCode: number,
  oomKilled: flag,
  restartCount: number,
  startedAt: text,
  initPid: number,
  user: text,
  entrypoint: texts,
  command: texts,
  env: texts,
  workdir: text,
  runtime: text,
  privileged: flag,
  capAdd: texts,
  capDrop: texts,
  securityOpt: texts,
  readOnlyRootfs: flag,
  pidMode: text,
  ipcMode: text,
  utsMode: text,
  usernsMode: text,
  cgroupnsMode: text,
  networkMode: text,
  sysctls: named,
  memoryLimitBytes: number,
  cpuLimit: number,
  pidsLimit: number,
  restartPolicy: text,
  logDriver: text,
  logOptions: named,
  mounts: z.array(
    z.looseObject({
      type: text,
      source: text,
      destination: text,
      readOnly: flag,
      propagation: text.optional(),
    }),
  ),
  tmpfs: named,
  devices: texts,
  ports: z.array(
    z.looseObject({
      containerPort: number,
      protocol: z.enum(['tcp', 'udp', 'sctp']),
      hostIp: text,
      hostPort: number,
    }),
  ),
  networks: z.array(z.looseObject({ name: text, id: text, ipv4: text, aliases: texts })),
});

const image = z.looseObject({
  id: text,
  tags: texts,
  digests: texts,
  sizeBytes: number,
  layers: texts,
  architecture: text,
  user: text,
  entrypoint: texts,
  command: texts,
  labels: named,
  onBuild: texts.optional(),
});

const imageFacts = z.looseObject({
  imageId: text,
  sizeBytes: number,
  layers: number,
  files: number,
  packages: z.looseObject({
    manager: z.enum(['dpkg', 'apk', 'none']),
    installed: z.array(z.looseObject({ name: text, version: text })),
  }),
  setuid: texts,
  shells: texts,
  executables: number,
  libc: z.enum(['glibc', 'musl', 'both', 'none']),
  distribution: text,
  unpackedBytes: number.optional(),
  texts: z.record(text, texts).optional(),
  attestations: texts.optional(),
  buildArguments: texts.optional(),
  listed: z.array(z.looseObject({ name: text, version: text })).optional(),
});

const process = z.looseObject({
  pid: number,
  parentPid: number,
  innerPid: number,
  init: flag,
  name: text,
  argv: texts,
  executable: text,
  uids: ids,
  gids: ids,
  groups: z.array(number),
  capabilities: z.looseObject({
    inheritable: names,
    permitted: names,
    effective: names,
    bounding: names,
    ambient: names,
  }),
  seccompMode: z.literal([0, 1, 2]),
  seccompFilters: number,
  noNewPrivileges: flag,
  namespaces,
  uidMap: mappings,
  gidMap: mappings,
  lsmLabel: text,
});

const mountList = z.array(
  z.looseObject({ mountPoint: text, type: text, source: text, readOnly: flag, options: texts }),
);
const socketList = z.array(
  z.looseObject({ protocol: z.enum(['tcp', 'tcp6', 'udp', 'udp6']), address: text, port: number }),
);

const asked = z.looseObject({
  networks: laterFact(
    z.array(
      z.looseObject({
        inode: number,
        interfaces: texts,
        addresses: texts,
        routes: z.array(z.looseObject({ to: text, via: text.optional(), on: text })),
        listening: laterFact(socketList),
      }),
    ),
  ),
  mountViews: laterFact(z.array(z.looseObject({ pids: z.array(number), mounts: laterFact(mountList) }))),
  namespaceOwners: laterFact(z.record(text, number)),
  bpfLinks: laterFact(z.array(z.looseObject({ pid: number, type: text }))),
  listeners: laterFact(z.array(z.looseObject({ pid: number, port: number }))).optional(),
});

const container = z.looseObject({
  service: text,
  declared,
  image: image.optional(),
  imageFacts: fact(imageFacts),
  processes: fact(z.array(process)),
  mounts: fact(mountList),
  rootReadOnly: fact(flag),
  syscalls: fact(
    z.looseObject({ filtering: flag, known: number, closed: texts, conditional: texts }),
  ).optional(),
  limits: fact(
    z.looseObject({
      memoryBytes: number,
      memoryUsedBytes: number,
      cpus: number,
      pids: number,
      pidsUsed: number,
    }),
  ),
  listening: fact(socketList),
  sysctls: fact(named),
  asked: asked.optional(),
});

export const AnyObservationSchema = z.looseObject({
  version: number,
  takenAt: text,
  durationMs: number,
  project: text,
  host: fact(
    z.looseObject({
      kernel: text,
      architecture: text,
      engineVersion: text,
      cgroupVersion: z.enum(['1', '2']),
      namespaces,
      lsms: texts,
      lastCapability: number,
      sysctls: named,
    }),
  ),
  containers: z.array(container),
  probes: z.record(
    text,
    z.looseObject({
      id: text,
      kind: z.enum(['http', 'exec', 'reach']),
      reached: z.enum(['arrived', 'refused', 'shut']).optional(),
      nonce: text.optional(),
      at: text,
      durationMs: number,
      status: number.optional(),
      body: text.optional(),
      exitCode: number.optional(),
      stdout: text.optional(),
      stderr: text.optional(),
      error: text.optional(),
    }),
  ),
  abilities: z
    .record(
      text,
      z.discriminatedUnion('has', [
        z.looseObject({ has: z.literal(true) }),
        z.looseObject({ has: z.literal(false), reason: text }),
      ]),
    )
    .optional(),
}) satisfies z.ZodType<AnyObservation>;
