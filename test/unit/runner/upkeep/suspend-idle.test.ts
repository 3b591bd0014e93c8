import { describe, expect, it, vi } from 'vitest';
import type { SuspendedAs, Suspension } from '../../../../src/lab/ports/suspension.ts';
import { startSuspending } from '../../../../src/runner/upkeep/start-suspending.ts';
import { type Inhabitant, suspendIdle, whatIsDue } from '../../../../src/runner/upkeep/suspend-idle.ts';

const rules = { pauseAfterMs: 30_000, stopAfterMs: 100_000 };
const { signal } = new AbortController();

describe('what is due', () => {
  it.each([
    ['awake', 29_999, 0, undefined],
    ['awake', 30_000, 0, 'paused'],
    ['paused', 999_999, 99_999, undefined],
    ['paused', 130_000, 100_000, 'stopped'],
    ['waking', 999_999, 999_999, undefined],
    ['stopped', 999_999, 999_999, undefined],
  ] as const)('of a seat that is %s, empty for %d ms and so for %d ms is %s', (...row) => {
    const [state, emptyMs, suspendedMs, due] = row;
    expect(whatIsDue({ state, emptyMs, suspendedMs }, rules)).toBe(due);
  });

  it('is nothing where the rules say never', () => {
    const never = { pauseAfterMs: null, stopAfterMs: null };
    const emptyMs = Number.MAX_SAFE_INTEGER;
    expect(whatIsDue({ state: 'awake', emptyMs, suspendedMs: 0 }, never)).toBeUndefined();
    expect(whatIsDue({ state: 'paused', emptyMs, suspendedMs: emptyMs }, never)).toBeUndefined();
  });
});

function makeSuspension(emptyMs: number) {
  const suspended: SuspendedAs[] = [];
  const suspension = {
    state: 'awake' as Suspension['state'],
    wakingFrom: undefined,
    isBusy: false,
    emptyMs,
    suspendedMs: 0,
    lastStop: undefined,
    touch() {
      suspension.emptyMs = 0;
    },
    notice: async () => undefined,
    async suspend(as: SuspendedAs, letGo: () => Promise<unknown>) {
      suspended.push(as);
      await letGo();
    },
  };
  return { suspension, suspended };
}

function makeLab(suspension: Suspension, isInUse: boolean) {
  const lab = {
    suspension,
    isInUse,
    bringOut: vi.fn(async () => undefined),
    leaveSeat: vi.fn(async () => undefined),
  };
  return lab satisfies Inhabitant;
}

describe('a turn', () => {
  it('suspends a seat in which nobody is, once its files are out, and leaves others alone', async () => {
    const empty = makeSuspension(30_000);
    const lived = makeSuspension(30_000);
    const labs = [
      makeLab(empty.suspension, false),
      makeLab(lived.suspension, false),
      makeLab(lived.suspension, true),
    ];
    const suspensions = [empty.suspension, lived.suspension];
    await suspendIdle({ suspensions, labs, rules, signal });
    expect([empty.suspended, lived.suspended]).toEqual([['paused'], []]);
    expect(labs.map(({ bringOut }) => bringOut.mock.calls.length)).toEqual([1, 0, 0]);
    expect(labs.map(({ leaveSeat }) => leaveSeat.mock.calls.length)).toEqual([1, 0, 0]);
    // Somebody is there: the time begins anew when they have left.
    expect(lived.suspension.emptyMs).toBe(0);
  });

  it('does not suspend a seat that somebody enters while its files are brought out', async () => {
    const { suspension, suspended } = makeSuspension(30_000);
    const lab = makeLab(suspension, false);
    lab.bringOut.mockImplementation(async () => {
      lab.isInUse = true;
    });
    await suspendIdle({ suspensions: [suspension], labs: [lab], rules, signal });
    expect(suspended).toEqual([]);
  });

  it('keeps a seat awake whose files cannot be brought out, and says why', async () => {
    const { suspension, suspended } = makeSuspension(30_000);
    const other = makeSuspension(30_000);
    const lab = makeLab(suspension, false);
    lab.bringOut.mockRejectedValue(new Error('the disk is full'));
    const suspensions = [suspension, other.suspension];
    await expect(suspendIdle({ suspensions, labs: [lab], rules, signal })).rejects.toThrow('disk is full');
    expect([suspended, other.suspended]).toEqual([[], ['paused']]);
  });
});

describe('the keeper', () => {
  it('has no turn where nothing is ever due, and goes on after one that failed', async () => {
    const wait = vi.fn(async () => undefined);
    const never = { pauseAfterMs: null, stopAfterMs: 1_000 };
    const suspendNever = vi.fn(async () => undefined);
    await using _never = startSuspending({
      rules: { ...never, stopAfterMs: null },
      suspendIdle: suspendNever,
      onError: () => undefined,
      wait,
    });
    expect(wait).not.toHaveBeenCalled();

    const errors: unknown[] = [];
    const waits: number[] = [];
    const enough = Promise.withResolvers<void>();
    await using _ = startSuspending({
      rules,
      suspendIdle: async () => {
        if (waits.length === 3) enough.resolve();
        throw new Error('away');
      },
      onError: (error) => errors.push(error),
      wait: async (ms, until) => {
        waits.push(ms);
        if (waits.length > 3)
          await new Promise<void>((resolve) => until.addEventListener('abort', () => resolve()));
      },
    });
    await enough.promise;
    expect(waits.slice(0, 3)).toEqual([7_500, 7_500, 7_500]);
    expect(errors.length).toBeGreaterThanOrEqual(2);
    expect(suspendNever).not.toHaveBeenCalled();
  });
});
