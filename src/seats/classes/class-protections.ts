/** Whom each class of seats protects from whom, in plain words, and whether it can be had here. Pure. */
import type { EngineInfo } from '../../lab/ports/engine.ts';
import { runtimeOf, type SeatClass } from '../../lab/seats/seat-class.ts';
import type { KernelReport } from '../report/kernel-report.ts';

/** `accidents`: from what a learner does by mistake, not from what somebody does on purpose. */
export type Protection = 'yes' | 'accidents' | 'no';

export interface ClassReport {
  readonly seatClass: SeatClass;
  /** Why it cannot be had on this machine; undefined where it can. */
  readonly missing: string | undefined;
  readonly protections: Readonly<Record<Protected, Protection>>;
  /** One sentence without comfort. */
  readonly words: string;
}

/** Who or what is protected from somebody who is root in a seat. */
export const protectedThings = [
  'other learners',
  'the server',
  'the host’s files',
  'the host’s kernel',
  'network neighbours',
] as const;
type Protected = (typeof protectedThings)[number];

const all = (protection: Protection): Record<Protected, Protection> => ({
  'other learners': protection,
  'the server': protection,
  'the host’s files': protection,
  'the host’s kernel': protection,
  'network neighbours': protection,
});

/** Neighbours are kept by the seat's network, whatever its class, as long as its root cannot leave the seat. */
const neighbours = (fenced: boolean, leaves: boolean): Protection =>
  !fenced ? 'no' : leaves ? 'accidents' : 'yes';

/** All classes that can be chosen on an engine with these runtimes, and `own`. */
export function reportClasses(
  engine: Pick<EngineInfo, 'runtimes' | 'runtimeArguments' | 'securityOptions'> | undefined,
  kernel: KernelReport | undefined,
  fenced: boolean,
): readonly ClassReport[] {
  const runtimes = (engine?.runtimes ?? []).filter((name) => !sharesAll.test(name));
  return [
    {
      seatClass: 'own',
      missing: undefined,
      protections: all('no'),
      words: 'Straight on the engine: whoever works in a lab is root on this machine.',
    },
    {
      seatClass: 'privileged',
      missing: rootlessEngine(engine),
      protections: { ...all('accidents'), 'network neighbours': neighbours(fenced, true) },
      words:
        'Its root can mount the host’s disks and have the kernel run programs outside. It stops mistakes, and nobody who means it.',
    },
    {
      seatClass: 'rootless',
      missing: rootlessEngine(engine) ?? noUserNamespaces(kernel),
      protections: {
        ...all('yes'),
        'the host’s kernel': 'no',
        'network neighbours': neighbours(fenced, false),
      },
      words:
        'Its root is a user without powers outside. It runs on the host’s kernel with every syscall open: a hole in that kernel is a way out.',
    },
    ...runtimes.map((name) => reportRuntime(name, fenced)),
  ];
}

/** Runtimes that give a container only namespaces: with the powers of a seat, that is the same as `privileged`. */
const sharesAll = /^(runc|crun|youki|nvidia|io\.containerd\..*)$/;

function reportRuntime(name: string, fenced: boolean): ClassReport {
  const seatClass: SeatClass = `runtime:${name}`;
  const missing = whyNoRuntime(name);
  const protections = { ...all('yes'), 'network neighbours': neighbours(fenced, false) };
  if (/^sysbox/.test(name)) {
    return {
      seatClass,
      missing,
      protections: { ...protections, 'the host’s kernel': 'no' },
      words:
        'Root in a user namespace that Sysbox makes, on the host’s kernel: a hole in that kernel is a way out.',
    };
  }
  if (/^(kata|runsc|gvisor)/.test(name))
    return {
      seatClass,
      missing,
      protections,
      words:
        'A kernel of its own: the way out is through a virtual machine or a sandbox. Drydock has not tried it.',
    };
  return {
    seatClass,
    missing,
    protections: all('no'),
    words: 'Drydock does not know this runtime and takes it to keep nobody from anything.',
  };
}

/** Tried: gVisor of 2024-07 refuses Docker Engine 26.1 the forwarding that networks of containers need. */
function whyNoRuntime(name: string): string | undefined {
  return /^(runsc|gvisor)/.test(name)
    ? 'Docker Engine does not start in gVisor here: “failed to register "bridge" driver: Enabling IP forwarding failed: write /proc/sys/net/ipv4/ip_forward: permission denied”. Labs can use runsc inside any seat.'
    : undefined;
}

function rootlessEngine(engine: Pick<EngineInfo, 'securityOptions'> | undefined): string | undefined {
  return engine?.securityOptions.some((option) => option.startsWith('name=rootless'))
    ? 'the engine is rootless itself, and has no powers to pass on'
    : undefined;
}

function noUserNamespaces(kernel: KernelReport | undefined): string | undefined {
  if (kernel === undefined) return undefined;
  const { tun, userNamespaces } = kernel;
  if (!tun) return 'the kernel has no /dev/net/tun (modprobe tun)';
  return userNamespaces === 'open'
    ? undefined
    : `programs without powers may make no user namespaces: ${userNamespaces}`;
}

/** Why no seat of the class can be had on this engine: asked before one is made. */
export function whyNotHere(
  seatClass: SeatClass,
  engine: Pick<EngineInfo, 'runtimes' | 'securityOptions'>,
): string | undefined {
  const runtime = runtimeOf(seatClass);
  if (runtime === undefined) return rootlessEngine(engine);
  if (!engine.runtimes.includes(runtime))
    return `the engine offers no runtime ${runtime}, only ${engine.runtimes.join(', ')}`;
  if (sharesAll.test(runtime))
    return `${runtime} isolates no better than a privileged seat: choose that, by its name`;
  return whyNoRuntime(runtime);
}
