import { type Allowance, networkOf, Spent } from './spent.ts';

/**
 * How many may join a session from one address. A class of forty behind one address comes at once, with those who
 * mistyped their names; whoever joins under name after name is held back long before a large room is full of them.
 */
const ofAddress: Allowance = { atOnce: 60, everyMs: 3_000 };

export interface JoinAllowance {
  /** Milliseconds until somebody more may join the session from there; 0 when it is now. */
  waitMs(session: string, address: string): number;
  joined(session: string, address: string): void;
  /** Somebody had to wait: when it was last so, for whoever leads the session to see. */
  heldBack(session: string): void;
  heldBackAt(session: string): Date | undefined;
}

export function makeJoinAllowance(clock: () => Date): JoinAllowance {
  const spent = new Spent(ofAddress);
  const held = new Map<string, Date>();
  const keyOf = (session: string, address: string) => `${session} ${networkOf(address)}`;
  return {
    waitMs: (session, address) => spent.waitMs(keyOf(session, address), clock().getTime()),
    joined: (session, address) => spent.spend(keyOf(session, address), clock().getTime()),
    heldBack: (session) => void held.set(session, clock()),
    heldBackAt: (session) => held.get(session),
  };
}
