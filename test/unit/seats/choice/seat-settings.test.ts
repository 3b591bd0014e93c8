import { describe, expect, it } from 'vitest';
import { parseSeatSettings } from '../../../../src/seats/choice/seat-settings.ts';
import { leastLimits } from '../../../../src/seats/nested/seat-limits.ts';

describe('what is said about seats', () => {
  it('is nothing on a laptop, and nothing changes', () => {
    expect(parseSeatSettings({})).toEqual({
      audience: 'one',
      seatClass: 'privileged',
      trustLearners: false,
      network: 'open',
      engine: { release: 'forky', imageStore: 'containerd' },
      limits: {},
      idle: { pauseAfterMs: null, stopAfterMs: 8 * 3_600_000 },
    });
  });

  it('names the Engine of nested seats, and the store of each', () => {
    const newer = { release: 'forky', imageStore: 'containerd' };
    expect(parseSeatSettings({ seatImages: 'containerd' }).engine).toEqual(newer);
    for (const newer of [{ seatRelease: 'forky' }, { seatImages: 'containerd' }])
      expect(() => parseSeatSettings({ ...newer, seatsFor: 'many' })).toThrow('--seat-');
    expect(parseSeatSettings({ seatImages: 'graph-driver' }).engine).toEqual({
      release: 'forky',
      imageStore: 'graph-driver',
    });
    const older = { seatRelease: 'trixie' };
    expect(parseSeatSettings(older).engine).toEqual({ release: 'trixie', imageStore: 'graph-driver' });
    expect(parseSeatSettings({ ...older, seatImages: 'containerd' }).engine).toEqual({
      release: 'trixie',
      imageStore: 'containerd',
    });
    expect(() => parseSeatSettings({ seatRelease: 'sid' })).toThrow('--seat-release');
  });

  it('gives many people rootless seats that reach only the internet', () => {
    expect(parseSeatSettings({ seatsFor: 'many' })).toMatchObject({
      seatClass: 'rootless',
      network: 'public',
    });
  });

  it('refuses many people privileged seats unless they are trusted', () => {
    const asked = { seatsFor: 'many', seatClass: 'privileged' };
    expect(() => parseSeatSettings(asked)).toThrow(/keeps accidents apart, not people/);
    expect(parseSeatSettings({ ...asked, trustLearners: true }).seatClass).toBe('privileged');
  });

  it('reads limits in the units of Docker, and none', () => {
    const limits = { seatCpus: '1.5', seatMemory: '2g', seatPids: 'none', seatDisk: '512m' };
    expect(parseSeatSettings(limits).limits).toEqual({
      cpus: 1.5,
      memoryBytes: 2 * 2 ** 30,
      pidsLimit: null,
      diskBytes: 512 * 2 ** 20,
    });
  });

  it('is told what an engine in a container of its own may use', () => {
    expect(parseSeatSettings({ engineMemory: '8g' }).engineMemoryBytes).toBe(8 * 2 ** 30);
    for (const engineMemory of ['none', '8 GB', '1m'])
      expect(() => parseSeatSettings({ engineMemory })).toThrow('--engine-memory');
  });

  it('suspends seats of many people in which nobody is, after times in words', () => {
    expect(parseSeatSettings({ seatsFor: 'many' }).idle).toEqual({
      pauseAfterMs: 30 * 60_000,
      stopAfterMs: 8 * 3_600_000,
    });
    expect(parseSeatSettings({ seatIdle: '90s', seatStopAfter: '1.5h' }).idle).toEqual({
      pauseAfterMs: 90_000,
      stopAfterMs: 5_400_000,
    });
    const never = { seatsFor: 'many', seatIdle: 'none', seatStopAfter: 'none' };
    expect(parseSeatSettings(never).idle).toEqual({ pauseAfterMs: null, stopAfterMs: null });
    expect(parseSeatSettings({ seatStopAfter: '2D' }).idle.stopAfterMs).toBe(2 * 86_400_000);
  });

  it.each([
    [{ seatIdle: '30' }, '--seat-idle'],
    [{ seatIdle: '0m' }, '--seat-idle'],
    [{ seatStopAfter: '-8h' }, '--seat-stop-after'],
    [{ seatStopAfter: '8 hours' }, '--seat-stop-after'],
    [{ seatsFor: 'three' }, '--seats-for'],
    [{ seatClass: 'own' }, '--seat-class'],
    [{ seatClass: 'runtime:' }, '--seat-class'],
    [{ seatMemory: '-1' }, '--seat-memory'],
    [{ seatCpus: '0' }, '--seat-cpus'],
    [{ seatNetwork: 'some' }, '--seat-network'],
    [{ seatPool: '33' }, '--seat-pool'],
    [{ seatPool: '1.5' }, '--seat-pool'],
    [{ seatPool: '-1' }, '--seat-pool'],
    [{ seatPool: '' }, '--seat-pool'],
  ])('refuses %j by its name', (options, name) => {
    expect(() => parseSeatSettings(options)).toThrow(`${name} cannot be`);
  });

  it.each([
    [{ seatMemory: '1k' }, '256m'],
    [{ seatMemory: '255.9m' }, '256m'],
    [{ seatDisk: '1' }, '512m'],
    [{ seatDisk: '511m' }, '512m'],
    [{ seatPids: '1' }, '200'],
    [{ seatCpus: '0.01' }, '0.1'],
    [{ seatCpus: 'Infinity' }, '0.1'],
  ])('case 185: refuses %j, too little for a seat, with the least value and why', (options, least) => {
    expect(() => parseSeatSettings(options)).toThrow(
      expect.objectContaining({
        code: 'bad-usage',
        fix: expect.stringMatching(new RegExp(`at least ${least} \\(an engine of its own and a lab need`)),
      }),
    );
  });

  it('case 185: takes the least values themselves', () => {
    const least = { seatCpus: '0.1', seatMemory: '256m', seatPids: '200', seatDisk: '512m' };
    expect(parseSeatSettings(least).limits).toEqual(leastLimits);
  });
});
