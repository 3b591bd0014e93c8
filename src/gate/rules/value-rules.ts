/** What the value of a key asks for, where the table says that it depends on the value. One function a key path. */
import { isDockerDefault } from '../../lab/observation/capabilities.ts';
import { isJsonMap, type Json, type JsonMap } from '../json.ts';
import { isReservedLabel } from '../labels.ts';
import { publishedOn } from '../loopback.ts';
import { isEmpty, listOf, mapAt, textOf } from '../model.ts';
import { insideWorkspace } from '../workspace-entries.ts';
import { buildArgument, buildRule, statement } from './build.ts';
import { fileInside, folderInside } from './inside.ts';
import { extraHosts, limitName } from './limits.ts';
import { mounts } from './mounts.ts';
import { securityOption } from './security-option.ts';
import type { Finding, ValueRule } from './value-rule.ts';

const largestShm = 1024 ** 3;
const nothing: readonly Finding[] = [];

/** Asks for every entry of a list that `wanted` gives a value for. */
const eachOf =
  (wanted: (entry: Json) => string | undefined): ValueRule =>
  (value) =>
    listOf(value).flatMap((entry, index) => {
      const asks = wanted(entry);
      return asks === undefined ? [] : [{ asks, index, hint: typeof entry === 'string' ? entry : asks }];
    });

/** A namespace or network that may be one's own, a service's, or (granted) the machine's. */
const mode =
  (free: readonly string[]): ValueRule =>
  (value, { model }, path) => {
    const text = joined(value, model, String(path.at(-1)));
    if (text === '' || free.includes(text)) return nothing;
    if (text.startsWith('container:'))
      return [
        {
          refuse: 'it joins a container by its name, which may be anybody’s',
          fix: 'Name a service of this file: `service:NAME`.',
        },
      ];
    return [{ asks: text }];
  };

/** What a service that joins another gets: what that one has, or joins in turn. Empty where it has its own. */
function joined(value: Json, model: JsonMap, key: string): string {
  const passed = new Set<string>();
  let text = textOf(value);
  while (text.startsWith('service:') && !passed.has(text)) {
    passed.add(text);
    text = textOf(mapAt(mapAt(model, 'services'), text.slice('service:'.length))[key]);
  }
  return text.startsWith('service:') ? '' : text;
}

const askValue: ValueRule = (value) =>
  isEmpty(value) || value === 0 || value === '0' ? nothing : [{ asks: textOf(value) }];
const askName: ValueRule = (_, __, path) => [{ asks: String(path.at(-1)) }];

const reserved: ValueRule = (_, __, path) =>
  isReservedLabel(String(path.at(-1)))
    ? [
        {
          refuse: 'labels of that name say whose a container is, and are Compose’s and Drydock’s to give',
          fix: 'Choose another name.',
        },
      ]
    : nothing;

const ownName: ValueRule = (value, { project }, path) =>
  textOf(value) === `${project}_${String(path[1])}`
    ? nothing
    : [
        {
          refuse: 'a name of its own may be that of somebody else’s',
          fix: 'Leave `name` out; Compose gives one.',
        },
      ];

/** Each device that is asked for by its name; else what a device has to be able to do. */
const deviceRequests: ValueRule = (value) =>
  listOf(value).flatMap((entry, index) => {
    const { device_ids: ids, capabilities } = isJsonMap(entry) ? entry : {};
    const named = listOf(ids).map(textOf);
    const wanted = named.length > 0 ? named : [listOf(capabilities).map(textOf)[0] ?? 'any'];
    return wanted.map((asks) => ({ asks, index, hint: asks }));
  });

const smallShm: ValueRule = (value) =>
  Number(textOf(value)) > largestShm
    ? [{ refuse: 'it is more than 1 GiB of shared memory', fix: 'Ask for less.' }]
    : nothing;

/** By path of the table. */
export const valueRules: Readonly<Record<string, ValueRule>> = {
  'services.*.privileged': (value) => (value === true ? [{ asks: 'true' }] : nothing),
  'services.*.cap_add': eachOf((entry) => {
    const name = textOf(entry).toUpperCase().replace(/^CAP_/, '');
    return isDockerDefault(name) ? undefined : name;
  }),
  'services.*.security_opt': securityOption,
  'services.*.pid': mode([]),
  'services.*.ipc': mode(['private', 'shareable', 'none']),
  'services.*.uts': mode([]),
  'services.*.userns_mode': mode([]),
  'services.*.cgroup': mode(['private']),
  'services.*.network_mode': mode(['none']),
  'services.*.runtime': mode(['runc', 'io.containerd.runc.v2']),
  'services.*.volumes': mounts,
  'services.*.volumes.bind.propagation': mode(['private', 'rprivate']),
  'services.*.devices': eachOf((entry) =>
    isJsonMap(entry) ? textOf(entry.source) : (textOf(entry).split(':')[0] ?? ''),
  ),
  'services.*.device_cgroup_rules': eachOf(textOf),
  'services.*.gpus': deviceRequests,
  'services.*.deploy.resources.reservations.devices': deviceRequests,
  'services.*.sysctls.*': askName,
  'services.*.annotations.*': askName,
  'services.*.networks.*.driver_opts.*': askName,
  'networks.*.driver_opts.*': askName,
  'services.*.ports': (value) =>
    listOf(value).flatMap((entry, index): readonly Finding[] => {
      const address = textOf(isJsonMap(entry) ? entry.host_ip : undefined) || '0.0.0.0';
      const where = publishedOn(address);
      if (where === 'no-address')
        return [
          {
            index,
            hint: address,
            refuse: `“${address}” is not an IP address as the Engine reads one, and the Engine publishes a port on every address of the machine then`,
            fix: 'Write 127.0.0.1 for this machine alone.',
          },
        ];
      return where === 'loopback' ? [] : [{ asks: address, index }];
    }),
  'services.*.extra_hosts': extraHosts,
  'services.*.build.extra_hosts': extraHosts,
  'services.*.ulimits.*': limitName,
  'services.*.build.ulimits.*': limitName,
  'services.*.oom_kill_disable': (value) => (value === true ? [{ asks: 'true' }] : nothing),
  'services.*.oom_score_adj': (value) => (Number(textOf(value)) < 0 ? [{ asks: textOf(value) }] : nothing),
  'services.*.cpu_rt_period': askValue,
  'services.*.cpu_rt_runtime': askValue,
  'services.*.labels.*': reserved,
  'services.*.deploy.labels.*': reserved,
  'services.*.build.labels.*': reserved,
  'networks.*.labels.*': reserved,
  'volumes.*.labels.*': reserved,
  'secrets.*.labels.*': reserved,
  'configs.*.labels.*': reserved,
  'networks.*.name': ownName,
  'volumes.*.name': ownName,
  'secrets.*.name': ownName,
  'configs.*.name': ownName,
  'services.*.shm_size': smallShm,
  'services.*.build.shm_size': smallShm,
  'services.*.volumes_from': (value, { model, workspacePath }) =>
    listOf(value).flatMap((entry, index) => {
      const hint = textOf(entry);
      if (hint.startsWith('container:'))
        return [
          {
            index,
            hint,
            refuse: 'it takes the mounts of a container by its name, which may be anybody’s',
          },
        ];
      const from = hint.replace(/^service:/, '').replace(/:r[ow]$/, '');
      const granted = listOf(mapAt(mapAt(model, 'services'), from).volumes).some(
        (mount) =>
          isJsonMap(mount) &&
          mount.type === 'bind' &&
          insideWorkspace(textOf(mount.source), workspacePath) === undefined,
      );
      return granted
        ? [
            {
              index,
              hint,
              refuse: `${from} mounts what is granted to it alone`,
              fix: 'Write what is needed of it under `volumes`.',
            },
          ]
        : [];
    }),
  'services.*.volumes.type': () => nothing,
  'services.*.build': buildRule,
  'services.*.build.args.*': buildArgument,
  'services.*.build.sbom': statement,
  'services.*.build.provenance': statement,
  'services.*.build.context': folderInside,
  'services.*.build.additional_contexts': (value, context, path) =>
    listOf(isJsonMap(value) ? Object.values(value) : value).flatMap((each) =>
      folderInside(each, context, path),
    ),
  'services.*.build.network': (value) =>
    ['', 'default', 'none'].includes(textOf(value))
      ? nothing
      : [{ refuse: 'a build has the project’s network or none', fix: 'Take it out, or write `none`.' }],
  'networks.*.driver': mode(['bridge', 'default']),
  'networks.*.ipam': (value) => {
    const ipam = isJsonMap(value) ? value : {};
    const driver = textOf(ipam.driver);
    return [
      ...(['', 'default'].includes(driver) ? [] : [{ asks: driver }]),
      ...listOf(ipam.config).map((entry) => ({
        asks: textOf(isJsonMap(entry) ? entry.subnet : undefined) || 'any',
      })),
      ...(isEmpty(ipam.options ?? null) ? [] : [{ asks: 'options' }]),
    ];
  },
  'volumes.*.driver': (value) =>
    ['', 'local'].includes(textOf(value))
      ? nothing
      : [
          {
            refuse: 'a driver other than `local` is a program that runs on the machine',
            fix: 'Take it out.',
          },
        ],
  'secrets.*.file': fileInside,
  'configs.*.file': fileInside,
};
