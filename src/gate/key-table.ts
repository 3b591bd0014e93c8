/**
 * Every key that a compose file may have, and what the gate does about it. What is not listed is refused, and a test
 * fails when the Compose of the workbench knows a key that is not listed. `*` stands for a name; entries of a list
 * have the path of the list.
 *
 * free         takes power away, stays inside the project, or means nothing to Compose
 * checked      depends on the value: `words` says what is allowed
 * grant        gives a power that the lab's manifest must grant
 * overwritten  replaced by a value of ours, unless one of the lab's checks reads it
 * never        whatever the manifest says
 */
import type { GrantKey } from '../lab/manifest/grant.ts';

export type KeyRule =
  | { readonly kind: 'free' }
  | { readonly kind: 'checked'; readonly words: string }
  | { readonly kind: 'overwritten'; readonly words: string }
  /** `power` completes "would let SERVICE …"; `see` is where it is explained. */
  | { readonly kind: 'grant'; readonly key: GrantKey; readonly power: string; readonly see: string }
  /** `loads`: acts as soon as Compose reads the file, so Compose must not see it. */
  | { readonly kind: 'never'; readonly because: string; readonly loads: boolean };

const free = { kind: 'free' } as const;
const checked = (words: string) => ({ kind: 'checked', words }) as const;
const overwritten = (words: string) => ({ kind: 'overwritten', words }) as const;
const grant = (key: GrantKey, power: string, see: string) => ({ kind: 'grant', key, power, see }) as const;
const never = (because: string) => ({ kind: 'never', because, loads: false }) as const;
const loads = (because: string) => ({ kind: 'never', because, loads: true }) as const;

type Rules = Readonly<Record<string, KeyRule>>;
/** The same rule for several keys below one: `under('services.*', free, 'init tty')`. */
const under = (parent: string, rule: KeyRule, keys: string): Rules =>
  Object.fromEntries(keys.split(/\s+/).map((key) => [parent === '' ? key : `${parent}.${key}`, rule]));

/** The same rules below several keys. */
const each = (parents: readonly string[], rules: (parent: string) => Rules): Rules =>
  Object.fromEntries(parents.flatMap((parent) => Object.entries(rules(parent))));

const host = 'the Compose file reference';
const elsewhere = 'it names something that is not of this project, and so may be somebody else’s';
const reader = 'it reads from the machine or the environment of whoever runs Compose';
const hook =
  'it runs a command in the container with powers of its own, past everything that is said of the service';

const top: Rules = {
  ...under(
    '',
    free,
    'version services services.* networks networks.* volumes volumes.* secrets secrets.* configs configs.*',
  ),
  name: overwritten('the project’s name is the lab’s'),
  ...under(
    '',
    loads('it brings in other compose files, from anywhere'),
    'include include.env_file include.path include.project_directory',
  ),
  ...under(
    '',
    loads('it starts a program of the machine’s (the plugin `docker model`)'),
    'models models.* models.*.context_size models.*.model models.*.name models.*.runtime_flags',
  ),
};

const service: Rules = {
  ...under(
    'services.*',
    free,
    `annotations attach cap_drop command cpu_count cpu_percent cpu_period cpu_quota cpu_shares cpus cpuset depends_on
    depends_on.* depends_on.*.condition depends_on.*.required depends_on.*.restart dns dns_opt dns_search domainname
    entrypoint environment expose extends extends.service group_add healthcheck healthcheck.disable
    healthcheck.interval healthcheck.retries healthcheck.start_interval healthcheck.start_period healthcheck.test
    healthcheck.timeout hostname init labels links mac_address mem_limit mem_reservation mem_swappiness memswap_limit
    networks networks.* networks.*.aliases networks.*.gw_priority networks.*.interface_name networks.*.ipv4_address
    networks.*.ipv6_address networks.*.link_local_ips networks.*.mac_address networks.*.priority pids_limit platform
    profiles read_only restart stdin_open stop_grace_period stop_signal sysctls tmpfs tty ulimits ulimits.*.hard
    ulimits.*.soft user working_dir blkio_config blkio_config.weight`,
  ),
  ...each(['device_read_bps', 'device_read_iops', 'device_write_bps', 'device_write_iops'], (key) =>
    under(`services.*.blkio_config.${key}`, free, 'path rate'),
  ),
  ...under(
    'services.*.blkio_config',
    free,
    'device_read_bps device_read_iops device_write_bps device_write_iops weight_device weight_device.path weight_device.weight',
  ),
  ...under(
    'services.*',
    overwritten('the engine gives each container a name of this project’s'),
    'container_name',
  ),
  ...under(
    'services.*',
    overwritten('output goes to the engine’s own files, 10 MB twice'),
    'logging logging.driver logging.options logging.options.*',
  ),
  ...under(
    'services.*',
    overwritten('the engine’s disk is not divided by container'),
    'storage_opt storage_opt.*',
  ),
  ...under('services.*', overwritten('images are used as they are here'), 'pull_policy pull_refresh_after'),
  ...under('services.*', overwritten('at most 8 containers of a service'), 'scale deploy.replicas'),
  'services.*.image': checked(
    'an image that is here, or one that the project builds; a name of the project’s own where it is built',
  ),
  'services.*.environment.*': checked('a value, since a name alone takes the value of whoever runs Compose'),
  'services.*.env_file': checked('files in the workspace'),
  ...under('services.*.env_file', checked('files in the workspace'), 'format path required'),
  'services.*.labels.*': checked('names outside of `com.docker.` and `dev.drydock.`'),
  ...each(['services.*', 'services.*.build'], (parent) =>
    under(
      parent,
      grant('extra_hosts', 'reach services of the machine itself by name', 'docker run(1), --add-host'),
      'extra_hosts extra_hosts.*',
    ),
  ),
  'services.*.shm_size': checked('at most 1 GiB'),
  'services.*.volumes_from': checked('services of this project'),
  'services.*.configs': free,
  'services.*.secrets': free,
  ...under('services.*.configs', free, 'gid mode source target uid'),
  ...under('services.*.secrets', free, 'gid mode source target uid'),
  'services.*.extends.file': loads('it reads another file, anywhere on the machine'),
  'services.*.label_file': loads(reader),
  ...under(
    'services.*',
    loads(reader),
    'credential_spec credential_spec.config credential_spec.file credential_spec.registry',
  ),
  ...under(
    'services.*',
    loads('it starts a program of the machine’s in place of a container'),
    'provider provider.type provider.options provider.options.*',
  ),
  ...under(
    'services.*',
    loads('it starts a program of the machine’s (the plugin `docker model`)'),
    'models models.* models.*.endpoint_var models.*.model_var',
  ),
  'services.*.use_api_socket': loads(
    'it hands the container the engine’s socket, which is root on its machine, and the registry’s passwords',
  ),
  ...under(
    'services.*',
    loads('it copies files and runs commands while Compose watches, which nothing here does'),
    `develop develop.watch develop.watch.action develop.watch.exec develop.watch.exec.command
    develop.watch.exec.environment develop.watch.exec.environment.* develop.watch.exec.privileged
    develop.watch.exec.user develop.watch.exec.working_dir develop.watch.ignore develop.watch.include
    develop.watch.path develop.watch.target`,
  ),
  ...each(['post_start', 'pre_stop', 'pre_start'], (key) =>
    under(
      'services.*',
      loads(hook),
      `${key} ${key}.command ${key}.environment ${key}.environment.* ${key}.privileged ${key}.user ${key}.working_dir ${key}.image ${key}.per_replica`,
    ),
  ),
  'services.*.cgroup_parent': never(
    'it puts the container under limits, or outside of limits, that are not its own',
  ),
  'services.*.external_links': never(elsewhere),
  'services.*.isolation': never('it is of Windows'),
  ...under(
    'services.*.networks.*',
    grant(
      'networks.driver_opts',
      'change how its network is joined to the machine',
      'docker network create(1)',
    ),
    'driver_opts driver_opts.*',
  ),
};

const powers: Rules = {
  'services.*.privileged': grant(
    'privileged',
    'hold all of root’s powers over the machine: every capability, every device, no filter of system calls',
    'docker run(1), --privileged',
  ),
  'services.*.cap_add': grant('cap_add', 'use a capability that Docker leaves out', 'capabilities(7)'),
  'services.*.security_opt': grant(
    'security_opt',
    'put off a part of what confines it',
    'docker run(1), --security-opt',
  ),
  'services.*.pid': grant(
    'pid',
    'see and signal every process of the machine, as root also to take them over',
    'pid_namespaces(7)',
  ),
  'services.*.ipc': grant(
    'ipc',
    'read and write the shared memory of programs of the machine',
    'ipc_namespaces(7)',
  ),
  'services.*.uts': grant('uts', 'change the machine’s name', 'uts_namespaces(7)'),
  'services.*.userns_mode': grant(
    'userns_mode',
    'be the machine’s own root instead of a mapped one',
    'user_namespaces(7)',
  ),
  'services.*.cgroup': grant(
    'cgroup',
    'see, and as root change, the limits of others',
    'cgroup_namespaces(7)',
  ),
  'services.*.network_mode': grant(
    'network_mode',
    'use a network that is not the project’s: of the machine, every socket on loopback',
    'network_namespaces(7)',
  ),
  'services.*.runtime': grant('runtime', 'be run by another program than runc', 'docker run(1), --runtime'),
  'services.*.volumes': grant(
    'volumes',
    'reach files of the machine outside of the workspace',
    'mount_namespaces(7)',
  ),
  'services.*.volumes.bind.propagation': grant(
    'volumes.bind.propagation',
    'mount something that others see',
    'mount_namespaces(7)',
  ),
  ...under(
    'services.*.volumes',
    free,
    'bind bind.create_host_path bind.recursive bind.selinux consistency read_only source target tmpfs tmpfs.mode tmpfs.size volume volume.nocopy volume.subpath volume.labels volume.labels.*',
  ),
  'services.*.volumes.type': checked('`bind`, `volume` or `tmpfs`'),
  ...under(
    'services.*.volumes',
    never('it would bring in an image that nobody prepared'),
    'image image.subpath',
  ),
  ...under(
    'services.*',
    grant('devices', 'use a device of the machine', 'mknod(2)'),
    'devices devices.permissions devices.source devices.target',
  ),
  'services.*.device_cgroup_rules': grant(
    'device_cgroup_rules',
    'open devices that it makes itself',
    'cgroups(7)',
  ),
  ...under(
    'services.*',
    grant('gpus', 'use a device that a driver on the machine hands out', host),
    'gpus gpus.capabilities gpus.count gpus.device_ids gpus.driver gpus.options gpus.options.*',
  ),
  'services.*.sysctls.*': grant('sysctls', 'change a setting of the kernel for its namespaces', 'sysctl(8)'),
  'services.*.annotations.*': grant(
    'annotations',
    'tell the runtime something past Docker',
    'the OCI runtime specification',
  ),
  ...under(
    'services.*',
    grant('ports', 'be reached from other machines', 'docker run(1), --publish'),
    'ports ports.app_protocol ports.host_ip ports.mode ports.name ports.protocol ports.published ports.target',
  ),
  ...under(
    'services.*',
    grant('ulimits', 'come before other programs of the machine', 'getrlimit(2)'),
    'ulimits.* build.ulimits.*',
  ),
  'services.*.oom_kill_disable': grant(
    'oom_kill_disable',
    'be spared when memory runs out, so that others are not',
    'cgroups(7)',
  ),
  'services.*.oom_score_adj': grant(
    'oom_score_adj',
    'be killed later than others when memory runs out',
    'proc_pid_oom_score_adj(5)',
  ),
  'services.*.cpu_rt_period': grant('cpu_rt_period', 'come before other programs of the machine', 'sched(7)'),
  'services.*.cpu_rt_runtime': grant(
    'cpu_rt_runtime',
    'come before other programs of the machine',
    'sched(7)',
  ),
};

const deploy: Rules = {
  ...under(
    'services.*.deploy',
    free,
    `endpoint_mode mode placement placement.constraints placement.max_replicas_per_node placement.preferences
    placement.preferences.spread resources resources.limits resources.limits.cpus resources.limits.memory
    resources.limits.pids resources.reservations resources.reservations.cpus
    resources.reservations.generic_resources
    resources.reservations.generic_resources.discrete_resource_spec
    resources.reservations.generic_resources.discrete_resource_spec.kind
    resources.reservations.generic_resources.discrete_resource_spec.value resources.reservations.memory restart_policy
    restart_policy.condition restart_policy.delay restart_policy.max_attempts restart_policy.window labels
    rollback_config update_config`,
  ),
  'services.*.deploy': free,
  'services.*.deploy.labels.*': checked('names outside of `com.docker.` and `dev.drydock.`'),
  ...each(['rollback_config', 'update_config'], (key) =>
    under(
      `services.*.deploy.${key}`,
      free,
      'delay failure_action max_failure_ratio monitor order parallelism',
    ),
  ),
  ...under(
    'services.*.deploy.resources.reservations',
    grant(
      'deploy.resources.reservations.devices',
      'use a device that a driver on the machine hands out',
      host,
    ),
    'devices devices.capabilities devices.count devices.device_ids devices.driver devices.options devices.options.*',
  ),
};

const build: Rules = {
  'services.*.build': checked('a folder of the workspace'),
  'services.*.build.context': checked('a folder of the workspace'),
  'services.*.build.dockerfile': checked(
    'a file in the workspace that asks its builder for no more than a build of a lab may have',
  ),
  'services.*.build.additional_contexts': checked('folders of the workspace and services'),
  'services.*.build.additional_contexts.*': checked('folders of the workspace and services'),
  'services.*.build.args.*': checked(
    'a value, since a name alone takes the value of whoever runs Compose; not BUILDKIT_SYNTAX',
  ),
  ...under(
    'services.*.build',
    free,
    'args dockerfile_inline labels no_cache no_cache_filter platforms secrets secrets.gid secrets.mode secrets.source secrets.target secrets.uid target ulimits ulimits.*.hard ulimits.*.soft',
  ),
  'services.*.build.labels.*': checked('names outside of `com.docker.` and `dev.drydock.`'),
  'services.*.build.provenance': checked('`true`, `false`, or which of BuildKit’s own'),
  'services.*.build.sbom': checked('`true` or `false`'),
  'services.*.build.network': checked('`default` or `none`'),
  'services.*.build.pull': overwritten('images are used as they are here'),
  'services.*.build.shm_size': checked('at most 1 GiB'),
  ...under(
    'services.*.build',
    never('it would let a build use powers of the machine'),
    'entitlements privileged',
  ),
  ...under('services.*.build', never('it hands a build the keys of whoever runs Compose'), 'ssh ssh.*'),
  ...under(
    'services.*.build',
    never('it reads or writes caches outside of the project'),
    'cache_from cache_to',
  ),
  'services.*.build.tags': never('it could give the name of an image that other labs use to another one'),
  'services.*.build.isolation': never('it is of Windows'),
};

const resources: Rules = {
  ...under('networks.*', free, 'attachable enable_ipv4 enable_ipv6 internal labels'),
  'networks.*.labels.*': checked('names outside of `com.docker.` and `dev.drydock.`'),
  'networks.*.name': checked('the name that Compose gives it'),
  ...under('networks.*', never(elsewhere), 'external external.name'),
  'networks.*.driver': grant('networks.driver', 'join networks of the machine', 'docker network create(1)'),
  ...under(
    'networks.*',
    grant(
      'networks.driver_opts',
      'change how the network is joined to the machine',
      'docker network create(1)',
    ),
    'driver_opts driver_opts.*',
  ),
  ...under(
    'networks.*',
    grant('networks.ipam', 'choose addresses that may be somebody else’s', 'docker network create(1)'),
    `ipam ipam.config ipam.config.aux_addresses ipam.config.aux_addresses.* ipam.config.gateway ipam.config.ip_range
    ipam.config.subnet ipam.driver ipam.options ipam.options.*`,
  ),
  'volumes.*.labels': free,
  'volumes.*.labels.*': checked('names outside of `com.docker.` and `dev.drydock.`'),
  'volumes.*.name': checked('the name that Compose gives it'),
  'volumes.*.driver': checked('`local`'),
  ...under(
    'volumes.*',
    never('its driver may mount anything: a folder of the machine, a disk, a share'),
    'driver_opts driver_opts.*',
  ),
  ...under('volumes.*', never(elsewhere), 'external external.name'),
  ...each(['secrets.*', 'configs.*'], (parent) => ({
    ...under(parent, free, 'content labels'),
    [`${parent}.labels.*`]: checked('names outside of `com.docker.` and `dev.drydock.`'),
    [`${parent}.name`]: checked('the name that Compose gives it'),
    [`${parent}.file`]: checked('a file in the workspace'),
    [`${parent}.environment`]: loads(reader),
    ...under(parent, never(elsewhere), 'external external.name'),
    ...under(
      parent,
      never('it is of Swarm, and runs a program of the machine’s'),
      'driver driver_opts driver_opts.* template_driver',
    ),
  })),
};

/** By key path. */
export const keyTable: Rules = { ...top, ...service, ...powers, ...deploy, ...build, ...resources };

/** The table's path of a key below a table path: its own name, else the name that stands for any. */
export function pathBelow(parent: string, key: string): string | undefined {
  const named = parent === '' ? key : `${parent}.${key}`;
  if (Object.hasOwn(keyTable, named) && !key.includes('.') && key !== '*') return named;
  const any = `${parent}.*`;
  return Object.hasOwn(keyTable, any) ? any : undefined;
}
