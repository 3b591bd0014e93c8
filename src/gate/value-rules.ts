/** What the value of a key asks for, where the table says that it depends on the value. One function a key path. */
import { isJsonMap, type Json, type JsonMap } from './json.ts';
import { cleanPath, insideWorkspace, type Look, type Looks, whyNoFile } from './looks.ts';
import { isEmpty, listOf, mapAt, textOf } from './model.ts';
import type { KeyPath } from './problem.ts';
import { checkSeccompProfile } from './seccomp-profile.ts';

export interface ValueContext {
  readonly model: JsonMap;
  readonly project: string;
  readonly workspacePath: string;
  readonly looks: Looks;
}

export type Finding = { readonly index?: number; readonly hint?: string | undefined } & (
  | /** A power, as the value of a grant; `power` where it is more than the key's. */ {
      readonly asks: string;
      readonly power?: string;
    }
  | {
      readonly refuse: string;
      readonly fix?: string;
      readonly elsewhere?: { readonly file: string; readonly line?: number; readonly column?: number };
    }
);

export type ValueRule = (value: Json, context: ValueContext, path: KeyPath) => readonly Finding[];

const dockerDefaults = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);
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
  (value) => {
    const text = textOf(value);
    if (text === '' || free.includes(text) || text.startsWith('service:')) return nothing;
    if (text.startsWith('container:'))
      return [
        {
          refuse: 'it joins a container by its name, which may be anybody’s',
          fix: 'Name a service of this file: `service:NAME`.',
        },
      ];
    return [{ asks: text }];
  };

const askValue: ValueRule = (value) =>
  isEmpty(value) || value === 0 || value === '0' ? nothing : [{ asks: textOf(value) }];
const askName: ValueRule = (_, __, path) => [{ asks: String(path.at(-1)) }];

const reserved: ValueRule = (_, __, path) =>
  /^(com\.docker\.|dev\.drydock\.)/.test(String(path.at(-1)))
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

const deviceRequests = eachOf((entry) => {
  const ids = listOf(mapAt({ entry }, 'entry').device_ids).map(textOf);
  return ids[0] ?? listOf(mapAt({ entry }, 'entry').capabilities).map(textOf)[0] ?? 'any';
});

const smallShm: ValueRule = (value) =>
  Number(textOf(value)) > largestShm
    ? [{ refuse: 'it is more than 1 GiB of shared memory', fix: 'Ask for less.' }]
    : nothing;

const fileInside: ValueRule = (value, context) => {
  const { inside, why } = lookInside(textOf(value), context);
  const wrong = why ?? (inside === undefined ? undefined : whyNoFile(inside, context.looks.get(inside)));
  return wrong === undefined ? nothing : [{ refuse: wrong, fix: 'Name a file of the workspace.' }];
};

const folderInside: ValueRule = (value, context) => {
  const path = textOf(value);
  if (path === '' || path.startsWith('service:')) return nothing;
  const { inside, why } = /^[a-z+-]+:|^git@|^github\.com\//i.test(path)
    ? { inside: undefined, why: `“${path}” is fetched from elsewhere` }
    : lookInside(path, context);
  const look = inside === undefined || inside === '' ? undefined : context.looks.get(inside);
  const wrong =
    why ??
    (look === undefined || look.kind === 'folder'
      ? undefined
      : look.kind === 'absent'
        ? `there is no folder ${inside} in the workspace`
        : look.kind === 'file'
          ? `${inside} is a file`
          : whyNoFile(inside ?? '', look));
  return wrong === undefined ? nothing : [{ refuse: wrong, fix: 'Name a folder of the workspace.' }];
};

function lookInside(
  path: string,
  { workspacePath }: ValueContext,
): { readonly inside: string | undefined; readonly why?: string } {
  const inside = insideWorkspace(path, workspacePath);
  return inside === undefined ? { inside, why: `“${path}” lies outside of the workspace` } : { inside };
}

/** Where the Dockerfile of a build is, inside the workspace. */
export function dockerfileOf(build: JsonMap, workspacePath: string): string | undefined {
  if (build.dockerfile_inline !== undefined) return undefined;
  const context = insideWorkspace(textOf(build.context), workspacePath);
  if (context === undefined) return undefined;
  const name = textOf(build.dockerfile) || 'Dockerfile';
  return insideWorkspace(
    name.startsWith('/') ? name : `${cleanPath(workspacePath)}/${context}/${name}`,
    workspacePath,
  );
}

const frontend = (text: string) =>
  /^\s*#\s*syntax\s*=\s*(\S+)/i.exec(text.split('\n').find((line) => line.trim() !== '') ?? '')?.[1];
const frontendFinding = (name: string): Finding => ({
  refuse: `its first line has ${name} read it, an image that would run in the builder`,
  fix: 'Delete the line `# syntax=…`; the builder that is here reads Dockerfiles by itself.',
});

const buildRule: ValueRule = (value, context, path) => {
  if (!isJsonMap(value)) return nothing;
  const inline = frontend(textOf(value.dockerfile_inline));
  if (inline !== undefined) return [frontendFinding(inline)];
  if (value.dockerfile_inline !== undefined) return nothing;
  const file = dockerfileOf(value, context.workspacePath);
  // Where the context leads out, that is said of the context.
  if (insideWorkspace(textOf(value.context), context.workspacePath) === undefined) return nothing;
  if (file === undefined)
    return [
      {
        refuse: `its Dockerfile “${textOf(value.dockerfile)}” lies outside of the workspace`,
        fix: 'Name a file of the workspace.',
      },
    ];
  const look = context.looks.get(file);
  if (look?.kind === 'file') {
    const name = frontend(new TextDecoder().decode(look.content));
    return name === undefined
      ? nothing
      : [{ ...frontendFinding(name), elsewhere: { file, line: 1, column: 1 } } as Finding];
  }
  // A Dockerfile that is not there is Compose's to tell of, with what it looked for.
  if (look === undefined || look.kind === 'absent') return nothing;
  return [
    {
      refuse: whyNoFile(file, look) ?? '',
      fix: `Make it a plain file, ${String(path[1])} is built from it.`,
    },
  ];
};

const securityOption: ValueRule = (value, context) =>
  listOf(value).flatMap((entry, index): readonly Finding[] => {
    const written = textOf(entry);
    const [name = '', ...rest] = written.split(/[:=]/);
    const setting = written.slice(name.length + 1);
    const at = { index, hint: written };
    if (name === 'no-new-privileges')
      return rest.length === 0 || setting === 'true' ? nothing : [{ ...at, asks: 'no-new-privileges=false' }];
    if (name !== 'seccomp' || setting === 'unconfined')
      return [{ ...at, asks: rest.length === 0 ? name : `${name}=${setting}` }];
    if (setting === 'builtin') return nothing;
    const inside = insideWorkspace(setting, context.workspacePath);
    if (inside === undefined)
      return [
        {
          ...at,
          refuse: `the seccomp profile “${setting}” lies outside of the workspace`,
          fix: 'Put the profile into the workspace and name it there.',
        },
      ];
    const look = context.looks.get(inside);
    const why = whyNoFile(inside, look);
    if (why !== undefined || look?.kind !== 'file')
      return [
        { ...at, refuse: `its seccomp profile cannot be used: ${why}`, fix: 'Name a file of the workspace.' },
      ];
    const wrong = checkSeccompProfile(new TextDecoder().decode(look.content));
    if (wrong)
      return [
        {
          ...at,
          refuse: `its seccomp profile ${inside} is wrong: ${wrong.message}`,
          fix: 'Correct the profile.',
          elsewhere: { file: inside, line: wrong.line, column: wrong.column },
        },
      ];
    return [
      {
        ...at,
        asks: `seccomp=./${inside}`,
        power: 'call what your profile allows, which may be more than Docker’s own',
      },
    ];
  });

const volumes: ValueRule = (value, context) =>
  listOf(value).flatMap((entry, index): readonly Finding[] => {
    const mount = isJsonMap(entry) ? entry : {};
    const type = textOf(mount.type);
    const source = textOf(mount.source);
    if (type === 'tmpfs') return nothing;
    if (type === 'volume')
      return source === '' || mapAt(context.model, 'volumes')[source] !== undefined
        ? nothing
        : [{ index, refuse: `the volume ${source} is none of this file’s` }];
    if (type !== 'bind')
      return [
        {
          index,
          refuse: `mounts of the type “${type}” bring in what nobody prepared`,
          fix: 'Use a volume of the project or a folder of the workspace.',
        },
      ];
    const inside = insideWorkspace(source, context.workspacePath);
    if (inside === undefined) {
      const path = cleanPath(source);
      const socket = /(^|\/)(docker|containerd|podman)[^/]*\.sock$/.test(path);
      return [
        {
          asks: path,
          index,
          hint: source,
          ...(socket ? { power: 'command the engine, and so be root on its machine' } : {}),
        },
      ];
    }
    const look: Look | undefined = inside === '' ? undefined : context.looks.get(inside);
    return look?.kind === 'link' || look?.kind === 'special'
      ? [
          {
            index,
            hint: source,
            refuse: whyNoFile(inside, look) ?? '',
            fix: 'Mount the folder or file itself.',
          },
        ]
      : nothing;
  });

/** By path of the table. */
export const valueRules: Readonly<Record<string, ValueRule>> = {
  'services.*.privileged': (value) => (value === true ? [{ asks: 'true' }] : nothing),
  'services.*.cap_add': eachOf((entry) => {
    const name = textOf(entry).toUpperCase().replace(/^CAP_/, '');
    return dockerDefaults.has(name) ? undefined : name;
  }),
  'services.*.security_opt': securityOption,
  'services.*.pid': mode([]),
  'services.*.ipc': mode(['private', 'shareable', 'none']),
  'services.*.uts': mode([]),
  'services.*.userns_mode': mode([]),
  'services.*.cgroup': mode(['private']),
  'services.*.network_mode': mode(['none']),
  'services.*.runtime': mode(['runc', 'io.containerd.runc.v2']),
  'services.*.volumes': volumes,
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
    listOf(value).flatMap((entry, index) => {
      const address = textOf(isJsonMap(entry) ? entry.host_ip : undefined) || '0.0.0.0';
      return isLoopback(address) ? [] : [{ asks: address, index }];
    }),
  'services.*.extra_hosts': (value) => {
    const entries = isJsonMap(value)
      ? Object.entries(value).map(([name, to]) => `${name}=${listOf(to).map(textOf).join()}`)
      : listOf(value).map(textOf);
    return entries.flatMap((entry, index) =>
      entry.includes('host-gateway') ? [{ asks: 'host-gateway', index, hint: 'host-gateway' }] : [],
    );
  },
  'services.*.ulimits.*': (_, __, path) =>
    ['rtprio', 'nice', 'rttime'].includes(String(path.at(-1))) ? [{ asks: String(path.at(-1)) }] : nothing,
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
  'services.*.volumes_from': (value) =>
    listOf(value).flatMap((entry, index) =>
      textOf(entry).startsWith('container:')
        ? [
            {
              index,
              hint: textOf(entry),
              refuse: 'it takes the mounts of a container by its name, which may be anybody’s',
            },
          ]
        : [],
    ),
  'services.*.volumes.type': () => nothing,
  'services.*.build': buildRule,
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
      : [{ refuse: 'another driver than `local` is a program of the machine’s', fix: 'Take it out.' }],
  'secrets.*.file': fileInside,
  'configs.*.file': fileInside,
};

export const isLoopback = (address: string): boolean =>
  /^127\./.test(address) || ['::1', '[::1]', 'localhost'].includes(address);
