/** The capabilities of capabilities(7), index = number in the kernel's bit masks. */
export const capabilityNames = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
] as const;

export type CapabilityName = (typeof capabilityNames)[number];

/** What the Docker Engine gives where nobody says otherwise: fourteen. */
export const dockerDefault: ReadonlySet<CapabilityName> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** Whether that is one of them; names are written as in capabilities(7), without CAP_. */
export function isDockerDefault(name: string): boolean {
  return [...dockerDefault].some((each) => each === name);
}

/** The mask of a set as /proc/PID/status prints it: sixteen hexadecimal digits. */
export function maskOfCapabilities(names: readonly CapabilityName[]): string {
  const mask = names.reduce((bits, name) => bits | (1n << BigInt(capabilityNames.indexOf(name))), 0n);
  return mask.toString(16).padStart(16, '0');
}

/** The names in a mask as /proc/PID/status prints it (hex), in the order of their numbers. */
export function capabilitiesOfMask(hex: string): readonly CapabilityName[] {
  const mask = BigInt(`0x${hex}`);
  return capabilityNames.filter((_, number) => (mask >> BigInt(number)) & 1n);
}
