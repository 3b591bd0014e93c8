import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { WorkspaceStore } from '../../../../../src/client/workspace/store.ts';
import { makeFirstShell } from '../../../../../src/client/workspace/terminal/first-shell.ts';

type Status = Pick<WorkspaceStore, 'status'>['status']['value'];

function opened({ wasAsked = true, isKnown = false } = {}) {
  const status = signal<Status>(isKnown ? ({ run: { id: 'A' } } as Status) : undefined);
  const asked = signal<'start' | undefined>(wasAsked ? 'start' : undefined);
  const shell = makeFirstShell({ status, asked }, wasAsked);
  const tell = (next: { run?: string; job?: string }) => {
    status.value = {
      ...(next.run !== undefined && { run: { id: next.run } }),
      ...(next.job !== undefined && { job: { kind: next.job } }),
    } as Status;
  };
  return { shell, asked, tell };
}

test('is drawn ahead of its run, and stays the same one once that is known', () => {
  const { shell, asked, tell } = opened();
  expect(shell.isAhead.value).toBe(true);
  const ahead = shell.keyOf(undefined);
  tell({ job: 'start' });
  asked.value = undefined;
  expect(shell.isAhead.value).toBe(true);
  tell({ job: 'start', run: 'A' });
  expect([shell.isAhead.value, shell.keyOf('A')]).toEqual([false, ahead]);
  // Stopped, and started again from the workspace: as every other.
  tell({});
  asked.value = 'start';
  tell({ job: 'start' });
  expect(shell.isAhead.value).toBe(false);
  expect(shell.keyOf('B')).not.toBe(ahead);
});

test('that the server does not give is another one once the run is known', () => {
  const { shell, tell } = opened();
  const ahead = shell.keyOf(undefined);
  shell.refuse();
  expect(shell.isAhead.value).toBe(false);
  tell({ job: 'start', run: 'A' });
  expect(shell.keyOf('A')).not.toBe(ahead);
});

test('that is refused later stays, and says why', () => {
  const { shell, tell } = opened();
  const ahead = shell.keyOf(undefined);
  tell({ job: 'start', run: 'A' });
  shell.refuse();
  expect(shell.keyOf('A')).toBe(ahead);
});

test('is not drawn any more where the start ended without a run', () => {
  const { shell, asked } = opened();
  asked.value = undefined;
  expect(shell.isAhead.value).toBe(false);
});

test('waits for its run where the page asked for none, and where that is known already', () => {
  const none = opened({ wasAsked: false });
  none.asked.value = 'start';
  none.tell({ job: 'start' });
  expect(none.shell.isAhead.value).toBe(false);
  const known = opened({ isKnown: true });
  expect([known.shell.isAhead.value, known.shell.keyOf('A')]).toEqual([false, 'A']);
});

test('goes first for a moment where it was asked for, and not where it was not', () => {
  const store = { status: signal<Status>(undefined), asked: signal<'start' | undefined>('start') };
  let goOn = () => {};
  let isCalledOff = false;
  const later = (run: () => void) => {
    goOn = run;
    return () => {
      isCalledOff = true;
    };
  };
  const shell = makeFirstShell(store, true, later);
  expect(shell.goesFirst.value).toBe(true);
  goOn();
  expect(shell.goesFirst.value).toBe(false);
  shell[Symbol.dispose]();
  expect(isCalledOff).toBe(true);
  expect(makeFirstShell(store, false, later).goesFirst.value).toBe(false);
});
