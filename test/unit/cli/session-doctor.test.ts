import { describe, expect, test } from 'vitest';
import { examineRoom } from '../../../src/cli/session-doctor/examine-room.ts';
import { addressesForOthers } from '../../../src/cli/session-doctor/reach-facts.ts';
import type { RoomFacts } from '../../../src/cli/session-doctor/room-facts.ts';
import type { HostReport } from '../../../src/lab/wire/host.ts';
import { someSession } from '../../fixtures/sessions/board.ts';

const gibibyte = 1024 ** 3;
const image = (reference: string, present: boolean) => ({
  id: reference,
  reference,
  title: reference,
  purpose: 'lab' as const,
  present,
  expectedBytes: 100_000_000,
  ...(present && { sizeBytes: 80_000_000 }),
});
const seats = {
  audience: 'many',
  seatClass: 'rootless',
  network: 'public',
  ready: 8,
  cpus: 8,
  freeMemoryBytes: 16 * gibibyte,
  freeDiskBytes: 200 * gibibyte,
} as const satisfies HostReport['seats'];
const runs = { ok: true, seat: 'nested' } as const;
const ready: RoomFacts = {
  session: someSession,
  host: { facts: [], seats, labs: someSession.labs.map((id) => ({ id, title: 'A lab', runnable: runs })) },
  images: [image('debian:trixie-slim', true)],
  reach: {
    url: 'https://room.example:4321',
    isOpen: true,
    addresses: ['192.168.1.7'],
    leadsTo: ['192.168.1.7'],
    certificate: { warnings: [], ends: new Date('2027-11-24T00:00:00Z') },
  },
  clock: { now: new Date(someSession.opens), zone: someSession.course.zone, isSet: true },
};
const found = (change: Partial<RoomFacts>) => {
  const { facts, isReady } = examineRoom({ ...ready, ...change });
  return { isReady, of: (id: string) => facts.find((each) => each.id === id) };
};
const withSeats = (change: Partial<NonNullable<HostReport['seats']>>) =>
  examineRoom({ ...ready, host: { ...ready.host, seats: { ...seats, ...change } } });

test('a room in which all is well is ready, and every line is good', () => {
  const report = examineRoom(ready);
  expect(report).toMatchObject({ isReady: true, fits: 43 });
  expect(report.facts.filter(({ state }) => state !== 'good')).toEqual([]);
});

describe('how many fit', () => {
  test.each([
    ['memory', { freeMemoryBytes: 8 * gibibyte }, 20],
    ['disk', { freeDiskBytes: 10 * gibibyte }, 29],
    ['no memory', { freeMemoryBytes: 0 }, 0],
  ])('by %s', (_, change, fits) => {
    const report = withSeats(change);
    expect(report).toMatchObject({ isReady: false, fits });
    const fix = report.facts.find(({ id }) => id === 'capacity')?.fix;
    expect(fix).toContain(fits > 2 ? `drydock session capacity ${fits}` : '2 have joined');
  });

  test('is not known where another machine has the seats, which is no reason to call it off', () => {
    const { freeMemoryBytes: _, freeDiskBytes: __, ...elsewhere } = seats;
    const report = examineRoom({ ...ready, host: { ...ready.host, seats: elsewhere } });
    expect(report).toMatchObject({ isReady: true, fits: undefined });
  });

  test('many at few processors wait for one another, and a pool that is empty is noted', () => {
    const { facts, isReady } = withSeats({ cpus: 2, ready: 0 });
    expect(isReady).toBe(true);
    expect(facts.filter(({ state }) => state === 'note').map(({ id }) => id)).toEqual(['processors', 'pool']);
  });

  test('nobody, where seats are for one person or there is no engine', () => {
    expect(withSeats({ audience: 'one' }).isReady).toBe(false);
    const { seats: _, ...host } = ready.host;
    expect(examineRoom({ ...ready, host })).toMatchObject({ isReady: false, fits: undefined });
  });
});

describe('what is missing is said with what to do', () => {
  test('labs that do not run, are not there, or are known once tried', () => {
    const labs: HostReport['labs'] = [
      {
        id: 'start/one',
        title: 'One',
        runnable: { ok: false, reason: 'It needs a device.', fix: 'Use kata.' },
      },
    ];
    const { of, isReady } = found({ host: { ...ready.host, labs } });
    expect(isReady).toBe(false);
    expect(of('lab-start/one')).toMatchObject({
      state: 'missing',
      detail: 'It needs a device.',
      fix: 'Use kata. Or plan without it.',
    });
    expect(of('lab-start/two')).toMatchObject({ state: 'missing', value: 'is not in this book' });
    const tried = { ...runs, tried: ['a user namespace'] };
    const host = { ...ready.host, labs: ready.host.labs.map((lab) => ({ ...lab, runnable: tried })) };
    expect(found({ host }).of('lab-start/one')).toMatchObject({ state: 'note', detail: 'a user namespace' });
  });

  test('images, with their sizes', () => {
    const { of, isReady } = found({
      images: [image('debian:trixie-slim', true), image('golang:1.24', false)],
    });
    expect(isReady).toBe(false);
    expect(of('images')).toMatchObject({
      value: expect.stringMatching(/^1 of 2 are missing, about .*MB/),
      detail: expect.stringContaining('golang:1.24'),
      fix: expect.stringContaining('drydock images load'),
    });
    expect(found({ images: undefined }).of('images')?.state).toBe('note');
  });

  test.each([
    ['this machine alone', { isOpen: false }, 'missing', '--host 0.0.0.0'],
    ['a name that nobody knows', { leadsTo: [] }, 'note', 'https://192.168.1.7:4321/join/'],
    ['a name that leads home', { leadsTo: ['127.0.1.1'] }, 'note', 'https://192.168.1.7:4321/join/'],
  ])('an address: %s', (_, change, state, fix) => {
    const address = found({ reach: { ...ready.reach, ...change } }).of('address');
    expect(address?.state).toBe(state);
    expect(address?.fix).toContain(fix);
  });

  test('no certificate, one of a proxy, and one that ends before the session', () => {
    const reach = { ...ready.reach, certificate: undefined };
    expect(found({ reach }).of('certificate')).toMatchObject({ state: 'good', value: 'of a proxy' });
    const plain = found({ reach: { ...reach, url: 'http://room.example:4321' } }).of('certificate');
    expect(plain).toMatchObject({ state: 'note', fix: expect.stringContaining('drydock certificate') });
    const certificate = { warnings: ['It ends soon.'], ends: new Date(someSession.opens) };
    expect(found({ reach: { ...reach, certificate } }).of('certificate')).toMatchObject({
      state: 'missing',
      detail: 'It ends soon.',
    });
  });

  test('a clock of another zone, or that nobody sets, and a session that is over', () => {
    const { clock } = ready;
    expect(found({ clock: { ...clock, zone: 'UTC' } }).of('clock')?.detail).toContain('set to UTC');
    expect(found({ clock: { ...clock, isSet: false } }).of('clock')?.state).toBe('note');
    expect(found({ clock: { ...clock, isSet: undefined } }).isReady).toBe(true);
    const over = { ...someSession, phase: 'ended' as const };
    expect(found({ session: over }).of('times')).toMatchObject({ state: 'missing' });
  });
});

test('a container projects the addresses that were named for its machine, and none of its own', () => {
  const machine = ['127.0.0.1', '10.213.99.2', 'fd00::2'];
  const certified = [...machine, '192.168.1.20'];
  expect(addressesForOthers({ isContainer: true, machine, certified })).toEqual(['192.168.1.20']);
  expect(addressesForOthers({ isContainer: true, machine, certified: machine })).toEqual([]);
  expect(addressesForOthers({ isContainer: false, machine, certified })).toEqual(['10.213.99.2']);
});
