/** What a call is made as: AUDIT_ARCH_… of linux/audit.h, the second word of what a filter is given. */
export const auditArch = {
  x86_64: 0xc000003e,
  i386: 0x40000003,
  aarch64: 0xc00000b7,
  arm: 0x40000028,
} as const;

/** Numbers of x32 have this bit, and the architecture of x86_64: asm/unistd.h. */
export const x32Bit = 0x40000000;

/** The architectures for which there is a table of calls, by libseccomp's name. `machine` is Go's and Docker's. */
export const compiledArchitectures = {
  SCMP_ARCH_X86_64: { name: 'x86_64', machine: 'amd64', arch: auditArch.x86_64 },
  SCMP_ARCH_AARCH64: { name: 'aarch64', machine: 'arm64', arch: auditArch.aarch64 },
} as const;

export type ScmpArch = keyof typeof compiledArchitectures;
export type Machine = (typeof compiledArchitectures)[ScmpArch]['machine'];

export const isCompiled = (name: string): name is ScmpArch => Object.hasOwn(compiledArchitectures, name);

export const nativeOf = (machine: Machine): ScmpArch =>
  machine === 'amd64' ? 'SCMP_ARCH_X86_64' : 'SCMP_ARCH_AARCH64';
