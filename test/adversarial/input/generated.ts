/**
 * Compose files as a person might write them, plain or with bad intent, for what is let through to be started. Half of
 * them ask for nothing that is refused by its name; the other half hide a power among the rest.
 */
import fc from 'fast-check';
import type { Json, JsonMap } from '../../../src/gate/json.ts';
import { testImage } from '../../contract/test-image.ts';

/** The files of the workspace beside the compose file; `link` leads to `/`. */
export const filesBeside: Readonly<Record<string, string>> = {
  'web/page.txt': 'hello',
  'data/deep/file': '',
  'one.env': 'COLOUR=blue\n',
  'secret.txt': 'x',
  'build/Dockerfile': `FROM ${testImage}\nLABEL fine=yes\n`,
  'build/Two.Dockerfile': `# escape=\`\nARG FROM=${testImage}\nFROM $FROM AS one\nFROM one\nCOPY --from=one /serve.pl \`\n  /other.pl\nCOPY <<EOF /text\nADD http://127.0.0.1/ /x\nEOF\n`,
  'build/syntax.Dockerfile': `# escape=\`\n# syntax=evil/frontend\nFROM ${testImage}\n`,
  'build/slashes.Dockerfile': `//syntax=evil/frontend\nFROM ${testImage}\n`,
  'build/fetch.Dockerfile': `FROM ${testImage}\nADD \\\n "http://127.0.0.1:1/x" /x\n`,
  'build/labels.Dockerfile': `FROM ${testImage}\nLABEL a=b "dev.drydock.role"=workbench\n`,
  'build/trigger.Dockerfile': `FROM ${testImage}\nONBUILD RUN --network=host true\n`,
  'build/absent.Dockerfile': `FROM ${testImage}\nCOPY --from=registry.invalid/x / /x\n`,
  'profile.json': '{"defaultAction":"SCMP_ACT_ALLOW"}',
};

type Part = readonly [key: string, value: Json];
const part = (key: string, ...values: readonly Json[]): readonly Part[] =>
  values.map((value) => [key, value]);

/** What a service may ask for as it likes, in many spellings. */
const plain: readonly Part[] = [
  ...part('read_only', true, false),
  ...part('user', '1000', '0:0', 'root'),
  ...part('cap_drop', ['ALL'], ['NET_RAW'], ['cap_chown']),
  ...part('cap_add', ['CHOWN'], ['CAP_NET_BIND_SERVICE'], ['kill', 'MKNOD']),
  ...part('security_opt', ['no-new-privileges'], ['no-new-privileges:true'], ['no-new-privileges=true']),
  ...part('environment', { A: 'b' }, ['A=b', 'x-y=1'], { constructor: 'c' }),
  ...part('env_file', 'one.env', ['./one.env'], [{ path: 'one.env', required: true }]),
  ...part('labels', { fine: 'yes' }, ['fine=yes']),
  ...part('ports', ['8080'], ['127.0.0.1::8080'], [{ target: 8080, host_ip: '127.0.0.1' }], ['8080/udp']),
  ...part('ports', ['0.0.0.0::8080'], ['[::1]::8080'], [{ target: 8080, host_ip: '::1' }]),
  ...part(
    'volumes',
    ['./web:/srv'],
    ['./web:/srv:ro'],
    ['store:/store'],
    ['/anonymous'],
    ['./new/folder:/n'],
  ),
  ...part(
    'volumes',
    [{ type: 'tmpfs', target: '/t', tmpfs: { size: 1_000_000 } }],
    ['./data:/d', './web:/w:ro'],
  ),
  ...part('tmpfs', '/tmp', ['/tmp:size=1m', '/run']),
  ...part('networks', ['default'], { default: { aliases: ['other'] } }, ['back']),
  ...part('network_mode', 'none'),
  ...part('mem_limit', '64m', 67_108_864),
  ...part('pids_limit', 50),
  ...part('cpus', 0.5, '0.25'),
  ...part('deploy', { replicas: 2 }, { resources: { limits: { memory: '64M', pids: 40 } } }),
  ...part('scale', 2),
  ...part('ulimits', { nofile: 1024 }, { nofile: { soft: 64, hard: 128 } }, { CORE: 0 }),
  ...part('init', true),
  ...part('hostname', 'web'),
  ...part('ipc', 'private', 'none', 'shareable'),
  ...part('shm_size', '8m'),
  ...part('oom_score_adj', 100, 0),
  ...part('extra_hosts', ['other:10.0.0.1'], { other: '10.0.0.1' }),
  ...part('dns', ['10.0.0.2']),
  ...part('stop_signal', 'SIGKILL'),
  ...part('restart', 'no', 'unless-stopped'),
  ...part('secrets', ['s'], [{ source: 's', target: '/run/other' }]),
  ...part('configs', ['c'], [{ source: 'c', target: '/c', mode: 0o444 }]),
  ...part('profiles', ['never']),
  ...part('container_name', 'mine'),
  ...part('logging', { driver: 'json-file' }),
  ...part('stdin_open', true),
  ...part('tty', true),
  ...part('x-anything', { privileged: true }),
  ...part(
    'build',
    'build',
    { context: './build', dockerfile: 'Two.Dockerfile', args: { COLOUR: '$$blue' } },
    { context: 'build', dockerfile: '../build/Two.Dockerfile', args: [`FROM=${testImage}`] },
    { context: '.', dockerfile_inline: `FROM ${testImage}\nENV A=$$B\n`, ulimits: { NoFile: 64 } },
    {
      context: 'build',
      network: 'none',
      labels: { fine: 'yes' },
      target: 'one',
      dockerfile: 'Two.Dockerfile',
    },
  ),
];

/** What holds a power, or reaches out, however it is written. None may come to run. */
const powerful: readonly Part[] = [
  ...part('privileged', true),
  ...part(
    'cap_add',
    ['SYS_ADMIN'],
    ['cap_sys_admin'],
    ['ALL'],
    ['all'],
    ['NET_ADMIN', 'CHOWN'],
    ['Sys_Ptrace'],
  ),
  ...part(
    'security_opt',
    ['seccomp=unconfined'],
    ['seccomp:unconfined'],
    ['seccomp=profile.json'],
    ['apparmor=unconfined'],
  ),
  ...part('security_opt', ['systempaths=unconfined'], ['no-new-privileges:false'], ['label:disable']),
  ...part('pid', 'host', 'container:victim'),
  ...part('ipc', 'host'),
  ...part('uts', 'host'),
  ...part('userns_mode', 'host'),
  ...part('cgroup', 'host'),
  ...part('network_mode', 'host', 'bridge', 'container:victim'),
  ...part('runtime', 'runsc', 'crun'),
  ...part(
    'volumes',
    ['/:/host'],
    ['/etc:/e:ro'],
    ['/var/run/docker.sock:/s'],
    ['../:/up'],
    ['link:/l'],
    ['/proc/self/root:/p'],
  ),
  ...part('volumes', ['./data:/d', './data/deep:/deep'], ['.:/all', './web:/w'], ['/run:/r'], ['/dev:/dev2']),
  ...part('volumes', [{ type: 'bind', source: './web', target: '/w', bind: { propagation: 'rshared' } }]),
  ...part('devices', ['/dev/kmsg'], ['/dev/null:/dev/n:rwm']),
  ...part('device_cgroup_rules', ['a *:* rwm']),
  ...part('sysctls', { 'net.ipv4.ip_forward': '1' }, ['net.core.somaxconn=1']),
  ...part('annotations', { 'run.oci.keep_original_groups': '1' }),
  ...part(
    'ulimits',
    { rtprio: 99 },
    { RTPRIO: 99 },
    { nice: 40 },
    { Nice: { soft: 1, hard: 40 } },
    { RtTime: 9 },
  ),
  ...part('oom_kill_disable', true),
  ...part('oom_score_adj', -500),
  ...part('cgroup_parent', '/', '/docker'),
  ...part('extra_hosts', ['h:host-gateway'], { h: 'host-gateway' }),
  ...part(
    'ports',
    [{ target: 8080, host_ip: 'localhost' }],
    ['localhost::8080'],
    [{ target: 8080, host_ip: '127.1' }],
  ),
  ...part('ports', [{ target: 8080, host_ip: '[::1]' }], ['20000-20300:8080']),
  ...part('labels', { 'dev.drydock.role': 'workbench' }, ['com.docker.compose.project=victim']),
  ...part('volumes_from', ['container:victim']),
  ...part('external_links', ['victim:v']),
  ...part('env_file', '/proc/self/environ', 'link/etc/hostname'),
  ...part('scale', 500),
  ...part(
    'deploy',
    { replicas: 1000 },
    { resources: { reservations: { devices: [{ capabilities: ['gpu'] }] } } },
  ),
  ...part('build', { context: 'build', ulimits: { rtprio: 99 } }, { context: '/etc' }, { context: 'link' }),
  ...part(
    'build',
    { context: 'build', network: 'host' },
    { context: 'build', extra_hosts: ['h=host-gateway'] },
  ),
  ...part(
    'build',
    ...['syntax', 'slashes', 'fetch', 'labels', 'trigger', 'absent'].map((name) => ({
      context: 'build',
      dockerfile: `${name}.Dockerfile`,
    })),
    { context: 'build', args: { BUILDKIT_SYNTAX: 'evil/frontend' } },
    { context: 'build', args: ['BUILDKIT_SYNTAX=evil/frontend'] },
    { context: 'build', ulimits: { RTPRIO: 99 } },
    { context: 'build', extra_hosts: { h: 'HOST-GATEWAY' } },
    { context: 'build', dockerfile: 'https://127.0.0.1:1/Dockerfile' },
    { context: 'build', dockerfile_inline: `#!x\n#syntax=evil/frontend\nFROM ${testImage}\n` },
    { context: 'build', labels: ['dev.drydock.role=workbench'] },
  ),
  ...part('gpus', 'all'),
  ...part('use_api_socket', true),
  ...part('secrets', ['host']),
  ...part('configs', ['host']),
  ...part('networks', ['host']),
  ...part('logging', { driver: 'syslog', options: { 'syslog-address': 'udp://127.0.0.1:9' } }),
];

const names = ['web', 'x-two', 'constructor', 'three.four', 'Five_6'];
const top: JsonMap = {
  volumes: { store: {} },
  secrets: { s: { file: './secret.txt' }, host: { file: '/etc/shadow' } },
  configs: { c: { content: 'fine' }, host: { file: '/etc/shadow' } },
  networks: { back: {}, host: { external: true, name: 'host' } },
};

/** What is built has the name that Compose gives it. */
function service(parts: readonly Part[]): JsonMap {
  const asked = Object.fromEntries(parts);
  const image = Object.hasOwn(asked, 'build') ? {} : { image: testImage };
  return { ...image, command: ['/serve.pl'], ...asked };
}

/** What of the top is spoken of: the rest would be refused whether it is used or not. */
function topFor(services: JsonMap): JsonMap {
  const text = JSON.stringify(services);
  const used = (group: string) =>
    Object.entries(top[group] ?? {}).filter(([name]) => new RegExp(`"${name}[":]`).test(text));
  return Object.fromEntries(
    Object.keys(top).flatMap((group) => {
      const entries = used(group);
      return entries.length === 0 ? [] : [[group, Object.fromEntries(entries)]];
    }),
  );
}

const plainPart = fc.constantFrom(...plain);
const anyService = (withPower: boolean) =>
  fc
    .tuple(
      fc.array(plainPart, { maxLength: 4 }),
      withPower ? fc.array(fc.constantFrom(...powerful), { maxLength: 2 }) : fc.constant([]),
    )
    .map(([parts, powers]) => service([...parts, ...powers]));

/** A compose file as text: JSON is YAML. */
const fileText = (withPower: boolean): fc.Arbitrary<string> =>
  fc
    .subarray(names, { minLength: 1, maxLength: 3 })
    .chain((chosen) =>
      fc.tuple(...chosen.map((name) => anyService(withPower).map((made) => [name, made] as const))),
    )
    .map((made) => {
      const services = Object.fromEntries(made);
      return JSON.stringify({ ...topFor(services), services }, null, 1);
    });

/** Nothing in it is refused by its name: nearly each is started. */
export const plainText = fileText(false);
/** May hide a power among the rest: most are refused, which costs an eighth of a start. */
export const powerfulText = fileText(true);
