/** Memory that could be given to seats now, in bytes. */
export interface FreeMemory {
  readonly ofMachine: number;
  /** Less, where this process has a limit; its container's is no limit of seats that an engine elsewhere makes. */
  readonly ofProcess: number;
}

export function freeForSeats(
  engineMemoryBytes: number | undefined,
  { ofMachine, ofProcess }: FreeMemory,
): number {
  return engineMemoryBytes === undefined ? ofProcess : Math.min(engineMemoryBytes, ofMachine);
}
