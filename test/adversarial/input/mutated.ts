/** Compose files that are mutated at random, and what none that is let through may hold. Written apart from the gate. */
import fc from 'fast-check';
import type { Json, JsonMap } from '../../../src/gate/json.ts';
import { testImage } from '../../contract/test-image.ts';

/** Where the workspace of a mutated file is said to be. */
export const workspace = '/workspace';

interface Mutation {
  readonly path: readonly string[];
  readonly value: Json;
  /** Spellings that only Compose turns into the value. */
  readonly spelt?: readonly string[];
}

const at = (path: string, value: Json, ...spelt: string[]): Mutation => ({
  path: path.split('/'),
  value,
  spelt,
});
const web = (key: string, value: Json, ...spelt: string[]) => at(`services/web/${key}`, value, ...spelt);
const bind = (source: string) => ({ type: 'bind', source, target: '/x' });

const mutations: readonly Mutation[] = [
  web('privileged', true, '"yes"', '"on"', '"true"', 'True', `"\${P:-true}"`, '!!bool true'),
  web('privileged', false, '"no"'),
  ...['SYS_ADMIN', 'cap_sys_admin', 'ALL', 'NET_ADMIN', 'NET_BIND_SERVICE', 'CHOWN'].map((name) =>
    web('cap_add', [name]),
  ),
  web('cap_drop', ['ALL']),
  ...[
    'seccomp=unconfined',
    'seccomp:unconfined',
    'apparmor=unconfined',
    'systempaths=unconfined',
    'label=disable',
    'no-new-privileges:true',
    'no-new-privileges:false',
    'seccomp=/etc/x.json',
  ].map((option) => web('security_opt', [option])),
  ...['pid', 'ipc', 'uts', 'network_mode', 'userns_mode', 'cgroup'].flatMap((key) =>
    ['host', 'container:victim', 'service:web', 'none', 'private'].map((value) => web(key, value)),
  ),
  ...[
    '/',
    '/etc',
    '/var/run/docker.sock',
    '//var/run/../run/docker.sock',
    `${workspace}/../etc`,
    '/proc/self/root',
  ].map((source) => web('volumes', [bind(source)], `["${source}:/x"]`)),
  web('volumes', [bind(`${workspace}/data`)], '["./data:/x"]'),
  web('volumes', [{ type: 'volume', source: 'store', target: '/x' }], '["store:/x"]'),
  web('volumes', [{ type: 'npipe', source: '/x', target: '/x' }]),
  web('volumes', [{ ...bind(`${workspace}/data`), bind: { propagation: 'rshared' } }]),
  web('devices', [{ source: '/dev/kmsg', target: '/dev/kmsg', permissions: 'rwm' }], '["/dev/kmsg"]'),
  web('device_cgroup_rules', ['a *:* rwm']),
  web('deploy', { resources: { reservations: { devices: [{ capabilities: ['gpu'], count: 1 }] } } }),
  web('deploy', { resources: { limits: { memory: '64M' } } }),
  web('scale', 500),
  web('sysctls', { 'net.ipv4.ip_forward': '1' }),
  web('runtime', 'runsc'),
  web('cgroup_parent', '/'),
  web('group_add', ['0']),
  web('oom_kill_disable', true),
  web('oom_score_adj', -900),
  web('annotations', { x: 'y' }),
  web('ulimits', { rtprio: 99 }),
  web('ulimits', { nofile: 1024 }),
  web(
    'ports',
    [{ target: 80, host_ip: '0.0.0.0', published: '2222', protocol: 'tcp', mode: 'ingress' }],
    '["0.0.0.0:2222:80"]',
  ),
  web('ports', [{ target: 80, protocol: 'tcp', mode: 'ingress' }], '["80"]'),
  web('container_name', 'victim'),
  web('labels', { 'com.docker.compose.project': 'victim' }),
  web('labels', { fine: 'yes' }),
  web('logging', { driver: 'syslog', options: { 'syslog-address': 'tcp://10.0.0.1:514' } }),
  web('volumes_from', ['container:victim']),
  web('external_links', ['victim:db']),
  web('extra_hosts', ['host:host-gateway']),
  web('extra_hosts', ['other:10.0.0.1']),
  web('use_api_socket', true),
  web('provider', { type: './x' }),
  web('develop', { watch: [{ path: '.', action: 'rebuild' }] }),
  web('post_start', [{ command: 'id', privileged: true }]),
  web('pre_stop', [{ command: 'id', user: 'root' }]),
  web('credential_spec', { file: '/etc/passwd' }),
  web('env_file', ['/proc/self/environ']),
  web('environment', { SECRET: null }, '[SECRET]'),
  web('environment', { A: 'b' }, '[A=b]'),
  web('extends', { file: '/etc/passwd', service: 'x' }),
  web('profiles', ['never']),
  web('build', { context: '/etc' }),
  web('build', { context: 'https://example.com/x.git' }),
  web('build', { context: workspace, entitlements: ['security.insecure'], ssh: ['default'] }),
  web('build', { context: workspace, network: 'host' }),
  web('build', { context: workspace, tags: ['debian:trixie-slim'] }),
  web('networks', { victim: null }, '[victim]'),
  web('user', '0'),
  web('read_only', true),
  web('tmpfs', ['/tmp']),
  web('storage_opt', { size: '1G' }),
  web('wormhole', true),
  web('configs', [{ source: 'c', target: '/c' }], '[c]'),
  web('secrets', [{ source: 's', target: 's' }], '[s]'),
  at('include', ['/etc/other.yaml']),
  at('networks/victim', { external: true, name: 'victim' }),
  at('networks/victim', { driver: 'macvlan', driver_opts: { parent: 'eth0' } }),
  at('networks/victim', { name: 'victim' }),
  at('networks/victim', {}),
  at('networks/default', { ipam: { config: [{ subnet: '10.0.0.0/8' }] } }),
  at('volumes/store', { driver_opts: { type: 'none', o: 'bind', device: '/' } }),
  at('volumes/store', { external: true }),
  at('volumes/store', { driver: 'nfs' }),
  at('volumes/store', {}),
  at('configs/c', { file: '/etc/shadow' }),
  at('configs/c', { content: 'fine' }),
  at('configs/c', { environment: 'HOME' }),
  at('secrets/s', { file: '/etc/shadow' }),
  at('secrets/s', { environment: 'HOME' }),
  at('x-base', { privileged: true }),
  at('services/other', { image: testImage, privileged: true, profiles: ['never'] }),
  at('services/other', { extends: { service: 'web' } }),
];

/** A file as data, in the form that Compose gives it, for stages that need no Compose. */
export const mutatedModel: fc.Arbitrary<JsonMap> = fc
  .subarray([...mutations.keys()], { minLength: 1, maxLength: 5 })
  .map((chosen) =>
    chosen.reduce<JsonMap>(
      (tree, index) => place(tree, mutations[index]?.path ?? [], mutations[index]?.value ?? null),
      base,
    ),
  );

/** A file as text, as a person with bad intent would write it. */
export const mutatedText: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.nat(mutations.length - 1), fc.nat(7)), { minLength: 1, maxLength: 4 })
  .map((chosen) => {
    const spellings = new Map<string, string>();
    const tree = chosen.reduce<JsonMap>((before, [index, variant]) => {
      const { path, value, spelt = [] } = mutations[index] ?? at('x', null);
      const spelling = [undefined, ...spelt][variant % (spelt.length + 1)];
      if (spelling === undefined) return place(before, path, value);
      const token = `@@${spellings.size}@@`;
      spellings.set(JSON.stringify(token), spelling);
      return place(before, path, token);
    }, base);
    // JSON is YAML; spellings that are none are put in as they are.
    return [...spellings].reduce(
      (text, [token, spelling]) => text.replace(token, () => spelling),
      JSON.stringify(tree, null, 1),
    );
  });

const base: JsonMap = { services: { web: { image: testImage, command: ['/serve.pl'] } } };

function place(tree: JsonMap, [key, ...rest]: readonly string[], value: Json): JsonMap {
  if (key === undefined) return tree;
  const below = tree[key];
  const inner =
    typeof below === 'object' && below !== null && !Array.isArray(below) ? (below as JsonMap) : {};
  return { ...tree, [key]: rest.length === 0 ? value : place(inner, rest, value) };
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const map = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
const harmless = new Set(['NET_BIND_SERVICE', 'CHOWN']);

/** Powers and reaches that a file holds which nobody granted: none may, once it was let through. */
export function powersIn(model: JsonMap, workspacePath: string): readonly string[] {
  const found: string[] = [];
  const say = (bad: boolean, what: string) => bad && found.push(what);
  const inside = (path: unknown) =>
    String(path) === workspacePath || String(path).startsWith(`${workspacePath}/`);
  for (const [name, raw] of Object.entries(map(model.services))) {
    const service = map(raw);
    const has = (key: string) => service[key] !== undefined && service[key] !== null;
    say(service.privileged === true, `${name} privileged`);
    say(
      list(service.cap_add).some((each) => !harmless.has(String(each))),
      `${name} cap_add`,
    );
    say(
      list(service.security_opt).some((each) => String(each) !== 'no-new-privileges:true'),
      `${name} security_opt`,
    );
    for (const key of ['pid', 'ipc', 'uts', 'network_mode', 'userns_mode', 'cgroup'])
      say(/^(host|container:|bridge)/.test(String(service[key] ?? '')), `${name} ${key}`);
    for (const mount of list(service.volumes).map(map)) {
      say(
        mount.type === 'bind' && (!inside(mount.source) || String(mount.source).includes('..')),
        `${name} bind ${mount.source}`,
      );
      say(!['bind', 'volume', 'tmpfs'].includes(String(mount.type)), `${name} mount ${mount.type}`);
      say(map(mount.bind).propagation !== undefined, `${name} propagation`);
    }
    for (const key of 'devices device_cgroup_rules runtime cgroup_parent sysctls annotations external_links use_api_socket provider develop post_start pre_stop credential_spec env_file container_name storage_opt include models gpus wormhole'.split(
      ' ',
    ))
      say(has(key), `${name} ${key}`);
    say(service.oom_kill_disable === true || Number(service.oom_score_adj ?? 0) < 0, `${name} oom`);
    say(map(service.ulimits).rtprio !== undefined, `${name} rtprio`);
    say(
      list(service.volumes_from).some((each) => String(each).startsWith('container:')),
      `${name} volumes_from`,
    );
    say(JSON.stringify(service.extra_hosts ?? '').includes('host-gateway'), `${name} host-gateway`);
    say(
      list(service.ports).some((each) => !String(map(each).host_ip ?? '').startsWith('127.')),
      `${name} ports`,
    );
    say(
      Object.keys(map(service.labels)).some((key) => key.startsWith('com.docker.')),
      `${name} labels`,
    );
    say(map(service.logging).driver !== 'local', `${name} logging`);
    say(Number(service.scale ?? 1) > 8, `${name} scale`);
    say(map(map(map(service.deploy).resources).reservations).devices !== undefined, `${name} reservations`);
    say(map(service.extends).file !== undefined, `${name} extends`);
    const build = map(service.build);
    say(has('build') && !inside(build.context), `${name} build ${build.context}`);
    for (const key of ['entitlements', 'ssh', 'network', 'tags', 'privileged'])
      say(build[key] !== undefined, `${name} build.${key}`);
  }
  for (const [name, raw] of Object.entries(map(model.networks))) {
    const network = map(raw);
    say(
      network.external !== undefined || network.driver !== undefined || network.driver_opts !== undefined,
      `network ${name}`,
    );
    say(list(map(network.ipam).config).length > 0, `network ${name} ipam`);
    say(network.name === 'victim', `network ${name} name`);
  }
  for (const [name, raw] of Object.entries(map(model.volumes))) {
    const volume = map(raw);
    say(
      volume.external !== undefined || volume.driver !== undefined || volume.driver_opts !== undefined,
      `volume ${name}`,
    );
  }
  for (const group of ['configs', 'secrets'] as const)
    for (const [name, raw] of Object.entries(map(model[group]))) {
      const { file, environment } = map(raw);
      say(environment !== undefined || (file !== undefined && !inside(file)), `${group} ${name}`);
    }
  say(model.include !== undefined || model.models !== undefined, 'include');
  return found;
}
