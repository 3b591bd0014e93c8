import type { terminalFlow } from '../../../lab/wire/terminal.ts';

/** As the server has it; the type makes both the same number without loading the schemas. */
const ackEveryBytes: (typeof terminalFlow)['ackEveryBytes'] = 50_000;

/** What the terminal has drawn and not yet told the server. One a connection. */
export interface FlowAccount {
  /** Counts `bytes` as drawn. The number of bytes to acknowledge now, 0 while there are too few. */
  drawn(bytes: number): number;
}

export function makeFlowAccount(every: number = ackEveryBytes): FlowAccount {
  let owed = 0;
  return {
    drawn(bytes) {
      owed += bytes;
      if (owed < every) return 0;
      const due = owed;
      owed = 0;
      return due;
    },
  };
}
