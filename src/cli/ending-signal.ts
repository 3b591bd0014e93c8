/** What is under way may take so long to end: a server lets answers go out for 10 s, then its seats for 8 s. */
const graceMs = 20_000;

/**
 * Aborts at the first SIGINT or SIGTERM. What has not ended the process some time after that is ended by the signal
 * itself: nothing that is waited for, not even a call of the file system that never returns, keeps us.
 */
export function endingSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => {
      stopping.abort();
      setTimeout(() => endBy(name), graceMs).unref();
    });
  return stopping.signal;
}

/** Ends a process that has let go of everything. `exit` waits for calls of the file system that are under way. */
export function exit(signal: AbortSignal): void {
  const waits = process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
  if (signal.aborted && waits) endBy('SIGTERM');
  else process.exit();
}

function endBy(name: NodeJS.Signals): void {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}
