import { readFileSync } from 'node:fs';

/** Whether a process of this machine has the id, another user's too. One that ended and was not waited for has not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return !/^[ZX]/.test(stateOf(pid));
}

/** The third field of proc_pid_stat(5), behind a name in which anything may stand; empty where there is no /proc. */
function stateOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2);
  } catch {
    return '';
  }
}
