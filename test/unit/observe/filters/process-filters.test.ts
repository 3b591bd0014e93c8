import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { processFilters } from '../../../../src/observe/filters/process-filters.ts';
import { makeProcess } from '../../../fixtures/observed.ts';

/** What runc 1.1.15 made of Docker 26.1's own profile, as the kernel gave it back. */
const docker = readFileSync(
  new URL('../../../fixtures/observe/docker-filter.hex', import.meta.url),
  'utf8',
).trim();

const filesOf = (texts: Readonly<Record<string, string>>) =>
  new Map(Object.entries(texts).map(([name, text]) => [name, { text, cut: false }]));

/** `struct sock_filter` in hexadecimal. */
const hex = (...program: readonly (readonly [code: number, k: number, jt?: number, jf?: number])[]) =>
  program
    .map(([code, k, jt = 0, jf = 0]) => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt16LE(code, 0);
      bytes.writeUInt8(jt, 2);
      bytes.writeUInt8(jf, 3);
      bytes.writeUInt32LE(k, 4);
      return bytes.toString('hex');
    })
    .join('');

const allow = 0x7fff0000;
/** Refuses call 90 (chmod) of x86_64 with an errno. */
const refuseChmod = (errno: number) =>
  hex([0x20, 0], [0x15, 90, 0, 1], [0x06, 0x50000 + errno], [0x06, allow]);

const answersOf = (texts: Readonly<Record<string, string>>, fields = {}) => {
  const [only] = processFilters([makeProcess({ pid: 1, ...fields })], filesOf(texts), 'x86_64');
  if (only === undefined) throw new Error('no entry');
  return only.answers;
};
const knownOf = (...parameters: Parameters<typeof answersOf>) => {
  const fact = answersOf(...parameters);
  if (fact.source === 'unknown') throw new Error(fact.reason);
  return fact.value;
};

describe('the filters of processes', () => {
  it('name what they close as of the host and leave open as of another architecture', () => {
    // As of i386 one call is refused, reboot (88), and all others are let through: chmod is 15 there.
    const halfOpen = hex(
      [0x20, 4],
      [0x15, 0x40000003, 0, 3],
      [0x20, 0],
      [0x15, 88, 3, 0],
      [0x06, allow],
      [0x20, 0],
      [0x15, 90, 0, 1],
      [0x06, 0x50001],
      [0x06, allow],
    );
    const { foreign, around } = knownOf({ 'filters/1': `programs ${halfOpen}` });
    expect(foreign).toEqual({ i386: 'by-number', x32: 'allow' });
    expect(around).toEqual({ i386: ['chmod'] });
  });

  it('are run for each call, so that what the runtime adds is seen too', () => {
    const fact = answersOf({ 'filters/1': `programs ${docker}` });
    expect(fact).toMatchObject({
      source: 'kernel',
      value: {
        filters: 1,
        instructions: 1006,
        known: 375,
        usual: 'allow',
        beyond: 'errno 38',
        foreign: { i386: 'by-number', x32: 'by-number' },
      },
    });
    const { unusual, around } = knownOf({ 'filters/1': `programs ${docker}` });
    expect(around).toBeUndefined();
    expect(unusual['by-arguments']).toEqual(['socket', 'clone', 'personality']);
    expect(unusual['errno 38']).toContain('mseal');
    expect(unusual['errno 1']).toContain('keyctl');
  });

  it('answer with the strictest of several, and with the newest of equals', () => {
    const two = (first: string, second: string) => knownOf({ 'filters/1': `programs ${first} ${second}` });
    expect(two(refuseChmod(1), refuseChmod(13)).unusual).toEqual({ 'errno 13': ['chmod'] });
    expect(two(hex([0x06, 0x80000000]), refuseChmod(13))).toMatchObject({
      usual: 'kill-process',
      unusual: {},
    });
    expect(two(hex([0x06, 0x7ffc0000]), refuseChmod(13))).toMatchObject({ usual: 'log', filters: 2 });
  });

  it.each([
    [0x80000000, 'kill-process'],
    [0x00000000, 'kill-thread'],
    [0x00030000, 'trap'],
    [0x00050026, 'errno 38'],
    [0x0005ffff, 'errno 4095'],
    [0x7fc00000, 'notify'],
    [0x7ff00001, 'trace'],
    [0x7ffc0000, 'log'],
    [0x12340000, 'kill-process'],
  ])('say with %i: %s', (value, usual) => {
    expect(knownOf({ 'filters/1': `programs ${hex([0x06, value])}` })).toMatchObject({
      usual,
      beyond: usual,
    });
  });

  it('are told once for all processes that have the same', () => {
    const pids = [1, 2, 3, 4];
    const processes = pids.map((pid) => makeProcess({ pid, seccompMode: pid === 4 ? 0 : 2 }));
    const own = refuseChmod(1);
    const files = filesOf({ 'filters/1': `programs ${own}`, 'filters/2': 'as 3', 'filters/3': 'as 1' });
    const groups = processFilters(processes, files, 'x86_64');
    expect(groups.map((group) => group.pids)).toEqual([[1, 2, 3], [4]]);
    expect(groups[1]?.answers).toMatchObject({ source: 'kernel', value: { filters: 0, usual: 'allow' } });
  });

  it('are what the runtime was told, where the kernel does not show the only one', () => {
    const bundle = { 'bundle-seccomp': '{"defaultAction":"SCMP_ACT_KILL_PROCESS"}' };
    const unread = { 'filters/1': 'unread the kernel is silent' };
    expect(answersOf({ ...unread, ...bundle })).toMatchObject({
      source: 'declared',
      value: { usual: 'kill-process', filters: undefined, beyond: undefined },
    });
    expect(answersOf({ ...unread, ...bundle }, { seccompFilters: 2 })).toEqual({
      source: 'unknown',
      reason: 'it has 2 filters, and the kernel is silent',
      cause: 'not-seen',
    });
    expect(answersOf({ ...unread, 'bundle-seccomp': 'null' }).source).toBe('unknown');
  });

  it('let a strict process read, write and end', () => {
    expect(knownOf({}, { seccompMode: 1 })).toMatchObject({
      usual: 'kill-thread',
      unusual: { allow: ['read', 'write', 'rt_sigreturn', 'exit'] },
    });
  });

  it.each([
    ['refer to each other', { 'filters/1': 'as 2', 'filters/2': 'as 1' }, 'refers to itself'],
    ['are not told of', {}, 'says nothing'],
    ['are no program', { 'filters/1': `programs ${hex([0x99, 0])}` }, 'run to their end'],
  ])('are unknown where they %s', (_, texts, why) => {
    expect(answersOf(texts, { seccompFilters: 2 })).toMatchObject({
      source: 'unknown',
      reason: expect.stringContaining(why),
    });
  });

  it('are unknown where they would take too long to run', () => {
    const long = hex(...Array.from({ length: 8_000 }, () => [0x20, 0] as const), [0x06, allow]);
    expect(answersOf({ 'filters/1': `programs ${long} ${long}` })).toMatchObject({ source: 'unknown' });
  });
});
