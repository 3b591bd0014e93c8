/**
 * What really runs of a project, by `docker inspect` and by the kernel, and what of it nobody granted. It is written
 * apart from the gate: nothing of `src/gate` is used. It runs as root on the machine of the engine.
 */
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';

type Data = Readonly<Record<string, unknown>>;
const map = (value: unknown): Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** capabilities(7) that Docker leaves a container: bits 0, 1, 3 to 8, 10, 13, 18, 27, 29, 31. */
const dockersCapabilities = 0xa80425fbn;
const ownNamespaces = ['pid', 'ipc', 'uts', 'net', 'mnt'] as const;

interface Line {
  readonly device: string;
  readonly root: string;
  readonly point: string;
  readonly type: string;
}

const mountsOf = (pid: number | string): readonly Line[] =>
  readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const [, , device, root, point = ''] = before.split(' ');
      return device === undefined || root === undefined
        ? []
        : [{ device, root, point, type: after.split(' ')[0] ?? '' }];
    });

export interface Place {
  readonly project: string;
  /** The workspace, as the kernel of the engine knows it. */
  readonly workspace: string;
  /** The process of the engine. */
  readonly enginePid: number;
}

/** What nobody granted, of containers as `docker inspect` told them. */
export function powersOf(inspected: readonly unknown[], place: Place): readonly string[] {
  const found: string[] = [];
  const perService = new Map<string, number>();
  for (const raw of inspected.map(map)) {
    const labels = map(map(raw.Config).Labels);
    const name = text(labels['com.docker.compose.service']);
    const say = (bad: boolean, what: string) => bad && found.push(`${name}: ${what}`);
    perService.set(name, (perService.get(name) ?? 0) + 1);
    declared(raw, place.project, say);
    say(
      Object.keys(labels).some((label) => /^dev\.drydock\.(home|role|run|seat|class)$/.test(label)),
      'labelled as ours',
    );
    const pid = Number(map(raw.State).Pid);
    // Who ends while we look has told what it was when it was declared.
    if (pid > 0)
      try {
        inKernel(pid, text(raw.Id), place, say);
      } catch (error) {
        if (!(error instanceof Error && /ENOENT|ESRCH/.test(error.message))) throw error;
      }
  }
  for (const [name, count] of perService) if (count > 8) found.push(`${name}: runs ${count} times`);
  if (inspected.length > 40) found.push(`${inspected.length} containers`);
  return found;
}

type Say = (bad: boolean, what: string) => unknown;

function declared(raw: Data, project: string, say: Say): void {
  const host = map(raw.HostConfig);
  say(host.Privileged === true, 'privileged');
  for (const key of ['Devices', 'DeviceCgroupRules', 'DeviceRequests', 'VolumesFrom'])
    say(list(host[key]).length > 0, key);
  say(Object.keys(map(host.Sysctls)).length + Object.keys(map(host.Annotations)).length > 0, 'sysctls');
  say(text(host.CgroupParent) !== '', 'cgroup parent');
  say(!['runc', ''].includes(text(host.Runtime)), `runtime ${host.Runtime}`);
  say(host.OomKillDisable === true || Number(host.OomScoreAdj) < 0, 'oom');
  say(
    list(host.ExtraHosts).some((each) => text(each).includes('host-gateway')),
    'host-gateway',
  );
  say(text(map(host.LogConfig).Type) !== 'local', `log ${text(map(host.LogConfig).Type)}`);
  for (const network of Object.keys(map(map(raw.NetworkSettings).Networks)))
    say(network !== 'none' && !network.startsWith(`${project}_`), `network ${network}`);
  for (const mount of list(raw.Mounts).map(map)) {
    const isOwn = text(mount.Name).startsWith(`${project}_`) || /^[0-9a-f]{64}$/.test(text(mount.Name));
    say(mount.Type === 'volume' && !(isOwn && mount.Driver === 'local'), `volume ${mount.Name}`);
    say(!['', 'rprivate'].includes(text(mount.Propagation)), `propagation ${mount.Propagation}`);
  }
  for (const bound of Object.values(map(map(raw.NetworkSettings).Ports))
    .flatMap(list)
    .map(map))
    say(!/^(127\.\d+\.\d+\.\d+|::1)$/.test(text(bound.HostIp)), `port on ${bound.HostIp}`);
}

function inKernel(pid: number, id: string, { workspace, enginePid }: Place, say: Say): void {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const held = BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  say((held & ~dockersCapabilities) !== 0n, `capabilities ${held.toString(16)}`);
  say(!/^Seccomp:\s*2$/m.test(status), 'no seccomp filter');
  for (const kind of ownNamespaces)
    say(
      readlinkSync(`/proc/${pid}/ns/${kind}`) === readlinkSync(`/proc/${enginePid}/ns/${kind}`),
      `${kind} namespace of the engine’s host`,
    );
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
  for (const limit of ['realtime priority', 'nice priority'])
    say(!new RegExp(`^Max ${limit}\\s+0\\s+0\\s`, 'm').test(limits), `limit ${limit}`);
  say(Number(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8')) < 0, 'oom_score_adj');
  // The engine mounts the shared memory of each container for it, and shows its own init where that is asked for.
  const ofHost = [...mountsOf(1), ...mountsOf(enginePid)].filter(
    ({ point }) => !point.endsWith('/mounts/shm'),
  );
  const devices = new Set(ofHost.map(({ device }) => device));
  const allowed = [
    new RegExp(`/containers/${id}/(hosts|hostname|resolv\\.conf)$`),
    /\/volumes\/[^/]+\/_data$/,
    /\/overlay2\/[0-9a-z-]+\/merged$/,
  ];
  for (const { device, root, point, type } of mountsOf(pid)) {
    if (!devices.has(device) || ['overlay', 'cgroup', 'cgroup2'].includes(type)) continue;
    if (point === '/sbin/docker-init' && /\/(tini-static|docker-init)$/.test(root)) continue;
    const inside = root === workspace || root.startsWith(`${workspace}/`);
    say(!inside && !allowed.some((pattern) => pattern.test(root)), `${root} of ${type} ${device} is mounted`);
  }
}

/** Where a folder is in its file system, as mountinfo calls it. */
export function rootOf(folder: string): string {
  const real = realpathSync(folder);
  const points = mountsOfSelf().filter(
    ({ point }) => point === '/' || real === point || real.startsWith(`${point}/`),
  );
  const deepest = points.reduce((one, other) => (other.point.length >= one.point.length ? other : one));
  const below = deepest.point === '/' ? real : real.slice(deepest.point.length);
  return `${deepest.root === '/' ? '' : deepest.root}${below}`;
}

const mountsOfSelf = () =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, , , root, point] = line.split(' ');
      return root === undefined || point === undefined ? [] : [{ root, point }];
    });

/** What `docker inspect` tells of a container in the words of a normalised compose file: what may be held against it. */
export function asDeclared(inspected: readonly unknown[]) {
  return inspected.map(map).map((raw) => {
    const [host, config] = [map(raw.HostConfig), map(raw.Config)];
    return {
      service: text(map(config.Labels)['com.docker.compose.service']),
      image: text(config.Image),
      user: text(config.User),
      readOnly: host.ReadonlyRootfs === true,
      capAdd: list(host.CapAdd).map(text).toSorted(),
      capDrop: list(host.CapDrop).map(text).toSorted(),
      binds: list(raw.Mounts)
        .map(map)
        .filter(({ Type }) => Type === 'bind')
        .map(
          ({ Source, Destination, RW }) =>
            `${text(Source)}:${text(Destination)}:${RW === true ? 'rw' : 'ro'}`,
        )
        .toSorted(),
      ports: [
        ...new Set(
          Object.entries(map(host.PortBindings)).flatMap(([port, bound]) =>
            list(bound).map((each) => `${text(map(each).HostIp)} ${port}`),
          ),
        ),
      ].toSorted(),
    };
  });
}
