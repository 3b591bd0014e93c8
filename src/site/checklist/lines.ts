/** Lines of a hardened compose file: the attack that each stops, where the book deals with it, and what others call it. */

export interface ChecklistLine {
  readonly id: string;
  /** How the line begins in the compose file. */
  readonly key: string;
  /** What an intruder does where it is missing. */
  readonly stops: string;
  /** Where it is explained. */
  readonly href: `/${string}/#${string}`;
  /** The lab in which it is done. */
  readonly lab: `${string}/${string}`;
  readonly kubernetes: string;
  readonly systemd: string;
  readonly podman: string;
}

/** In the order in which they stand in a file that has all of them. */
export const checklist: readonly ChecklistLine[] = [
  {
    id: 'read-only',
    key: 'read_only',
    stops: 'leaves a program in the container, and starts it',
    href: '/start/#what-is-left-to-write-to',
    lab: 'stack/attack',
    kubernetes: 'securityContext.readOnlyRootFilesystem',
    systemd: 'ProtectSystem=strict',
    podman: '--read-only',
  },
  {
    id: 'capabilities',
    key: 'cap_drop',
    stops: 'uses a piece of root’s power that the service does not need',
    href: '/capabilities/#five-sets',
    lab: 'capabilities/drop-all',
    kubernetes: 'securityContext.capabilities.drop: [ALL]',
    systemd: 'CapabilityBoundingSet=',
    podman: '--cap-drop all',
  },
  {
    id: 'privileges',
    key: 'security_opt',
    stops: 'becomes root by a set-user-ID program; and, without Docker’s filter, calls what no service calls',
    href: '/capabilities/#no-new-privileges',
    lab: 'capabilities/setcap',
    kubernetes: 'allowPrivilegeEscalation: false, seccompProfile.type: RuntimeDefault',
    systemd: 'NoNewPrivileges=yes, SystemCallFilter=@system-service',
    podman: '--security-opt no-new-privileges',
  },
  {
    id: 'restart',
    key: 'restart',
    stops: 'crashes the service once, and it stays away',
    href: '/stack/#how-much',
    lab: 'stack/assemble',
    kubernetes: 'restartPolicy',
    systemd: 'Restart=on-failure',
    podman: '--restart',
  },
  {
    id: 'logging',
    key: 'logging',
    stops: 'makes it print until the disk is full',
    href: '/stack/#how-much',
    lab: 'stack/assemble',
    kubernetes: 'containerLogMaxSize of the kubelet',
    systemd: 'SystemMaxUse= of journald',
    podman: '--log-opt max-size=10mb',
  },
  {
    id: 'build',
    key: 'build',
    stops: 'finds a shell, a compiler and the source in the image',
    href: '/base-images/#two-stages',
    lab: 'base-images/distroless',
    kubernetes: 'image',
    systemd: 'RootImage=, RootDirectory=',
    podman: 'podman build',
  },
  {
    id: 'image',
    key: 'image',
    stops: 'puts another image under the tag, where no @sha256:… stands behind it',
    href: '/sbom/#a-signature-is-of-a-digest',
    lab: 'sbom/sign',
    kubernetes: 'image: NAME@sha256:…',
    systemd: 'RootImage= with RootHash=',
    podman: 'NAME@sha256:…, policy.json',
  },
  {
    id: 'secrets',
    key: 'secrets',
    stops: 'reads the password in the environment, or in docker inspect',
    href: '/stack/#a-password-as-a-file',
    lab: 'stack/attack',
    kubernetes: 'volumes.secret, with defaultMode',
    systemd: 'LoadCredential=',
    podman: '--secret',
  },
  {
    id: 'mounts',
    key: 'volumes',
    stops: 'writes files of the host; with a socket among them, has the Engine',
    href: '/stack/#an-intruder-in-the-bot',
    lab: 'stack/attack',
    kubernetes: 'volumeMounts.readOnly; no hostPath',
    systemd: 'BindReadOnlyPaths=',
    podman: '--volume SOURCE:TARGET:ro',
  },
  {
    id: 'networks',
    key: 'networks',
    stops: 'goes from the service that strangers reach to the database',
    href: '/stack/#who-meets-whom',
    lab: 'stack/attack',
    kubernetes: 'NetworkPolicy, ingress and egress',
    systemd: 'PrivateNetwork=, IPAddressDeny=any',
    podman: '--network NAME',
  },
  {
    id: 'memory',
    key: 'mem_limit',
    stops: 'takes the memory of the host',
    href: '/cgroups/#three-limits-three-outcomes',
    lab: 'stack/attack',
    kubernetes: 'resources.limits.memory',
    systemd: 'MemoryMax=',
    podman: '--memory',
  },
  {
    id: 'pids',
    key: 'pids_limit',
    stops: 'starts processes until nobody can',
    href: '/cgroups/#three-limits-three-outcomes',
    lab: 'cgroups/limits',
    kubernetes: 'podPidsLimit of the kubelet',
    systemd: 'TasksMax=',
    podman: '--pids-limit',
  },
  {
    id: 'health',
    key: 'healthcheck',
    stops: 'lets it hang, and nobody is told',
    href: '/stack/#how-much',
    lab: 'stack/assemble',
    kubernetes: 'livenessProbe, readinessProbe',
    systemd: 'WatchdogSec=',
    podman: '--health-cmd',
  },
  {
    id: 'runtime',
    key: 'runtime',
    stops: 'uses a fault of the host’s kernel',
    href: '/runtimes/#a-kernel-for-the-database',
    lab: 'runtimes/whose-kernel',
    kubernetes: 'runtimeClassName',
    systemd: 'none',
    podman: '--runtime',
  },
  {
    id: 'user',
    key: 'user',
    stops: 'is root for every file that is mounted, and for /dev',
    href: '/start/#one-line',
    lab: 'stack/attack',
    kubernetes: 'securityContext.runAsUser, runAsNonRoot',
    systemd: 'User=, DynamicUser=',
    podman: '--user',
  },
  {
    id: 'tmpfs',
    key: 'tmpfs',
    stops:
      'starts what it wrote, where a writable folder stands in the place of a tmpfs: Docker mounts that noexec',
    href: '/bpf/#every-program-that-is-started',
    lab: 'bpf/exec-log',
    kubernetes: 'volumes.emptyDir, medium: Memory; not noexec by default',
    systemd: 'TemporaryFileSystem=, NoExecPaths=',
    podman: '--tmpfs',
  },
  {
    id: 'ports',
    key: 'ports',
    stops: 'reaches the service from another machine',
    href: '/stack/#ports-on-loopback',
    lab: 'stack/attack',
    kubernetes: 'Service, type: ClusterIP',
    systemd: 'ListenStream=127.0.0.1:PORT',
    podman: '--publish 127.0.0.1:PORT:PORT',
  },
  {
    id: 'internal',
    key: 'internal',
    stops: 'sends out what it found, past the proxy',
    href: '/stack/#who-meets-whom',
    lab: 'stack/assemble',
    kubernetes: 'NetworkPolicy, egress',
    systemd: 'RestrictNetworkInterfaces=lo',
    podman: 'podman network create --internal',
  },
];

export interface FileLine {
  readonly text: string;
  /** Where in the text the key stands that has a row of its own. */
  readonly at?: { readonly from: number; readonly to: number; readonly id: string };
}

/** A compose file line by line, each with the row of the checklist that its key has. */
export function linesOf(file: string): readonly FileLine[] {
  return file
    .trimEnd()
    .split('\n')
    .map((text) => {
      const [, before = '', key = ''] = /^(\s*(?:- )?(?:\w+: \{)?)([a-z_]+):/.exec(text) ?? [];
      const row = checklist.find((each) => each.key === key);
      if (!row) return { text };
      return { text, at: { from: before.length, to: before.length + key.length, id: row.id } };
    });
}
