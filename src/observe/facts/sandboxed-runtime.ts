/** Runtimes under which a container's processes are processes of the host's kernel. */
const kernelRuntimes = /^(runc|crun|youki|sysbox-runc|nvidia|io\.containerd\.runc\.v[12])$/;
const sandboxNames = /runsc|gvisor|kata|firecracker/i;
/** What the host sees of a container instead of its processes: gVisor's, and the virtual machines of Kata. */
const sandboxPrograms = /^(runsc|qemu-system-\w+|cloud-hypervisor|firecracker|stratovirt|dragonball)$/;

/**
 * Whether a container has a kernel of its own, so that the host's /proc tells of the sandbox and not of it.
 * The name of a runtime is the administrator's choice: where it says nothing, the program of the init that the
 * host sees decides.
 */
export function isSandboxed(runtime: string, initExecutable: string | undefined): boolean {
  if (kernelRuntimes.test(runtime)) return false;
  if (sandboxNames.test(runtime)) return true;
  return sandboxPrograms.test(initExecutable?.split('/').at(-1) ?? '');
}
