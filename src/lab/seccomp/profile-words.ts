/**
 * The words that may stand in a seccomp profile: those that the Engine, runc and libseccomp know.
 * https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config-linux.md#seccomp
 * https://docs.docker.com/engine/security/seccomp/
 */
import { capabilityNames } from '../observation/capabilities.ts';
import { callNames } from './call-names.ts';

const words = (text: string) => text.trim().split(/\s+/);

/** By what the words of a list are. */
export const profileWords = {
  call: callNames,
  action: words('ALLOW ERRNO KILL KILL_PROCESS KILL_THREAD LOG NOTIFY TRACE TRAP').map(
    (name) => `SCMP_ACT_${name}`,
  ),
  architecture: words(
    `AARCH64 ARM LOONGARCH64 M68K MIPS MIPS64 MIPS64N32 MIPSEL MIPSEL64 MIPSEL64N32 PARISC PARISC64 PPC PPC64 PPC64LE
    RISCV64 S390 S390X SH SHEB X32 X86 X86_64`,
  ).map((name) => `SCMP_ARCH_${name}`),
  operator: words('EQ GE GT LE LT MASKED_EQ NE').map((name) => `SCMP_CMP_${name}`),
  capability: capabilityNames.map((name) => `CAP_${name}`),
  /** What `includes.arches` compares with: Go's names, and the older ones of Docker's own profile. */
  machine: words(
    '386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64le riscv64 s390 s390x x32 x86',
  ),
  /** SECCOMP_FILTER_FLAG_SPEC_ALLOW puts off a protection, seccomp(2), and is none of them. */
  flag: words('LOG TSYNC WAIT_KILLABLE_RECV').map((name) => `SECCOMP_FILTER_FLAG_${name}`),
} as const satisfies Readonly<Record<string, readonly string[]>>;
