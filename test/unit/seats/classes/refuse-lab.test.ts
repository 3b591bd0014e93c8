import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../../src/lab/manifest/grant.ts';
import { anySeat, type SeatRequirement } from '../../../../src/lab/ports/seat-directory.ts';
import type { SeatClass } from '../../../../src/lab/seats/seat-class.ts';
import { LabLibrary } from '../../../../src/runner/library/lab-library.ts';
import { refuseLab } from '../../../../src/seats/classes/refuse-lab.ts';

const one = { audience: 'one', trustLearners: false } as const;
const many = { audience: 'many', trustLearners: false } as const;
const nested = (seatClass: SeatClass) => ({ kind: 'nested', owned: true, seatClass }) as const;
const lab = (more: Partial<SeatRequirement>): SeatRequirement => ({ ...anySeat, ...more });
const kernelLab = lab({ scope: 'kernel' });
const grant = (key: Grant['key'], value: string) => ({ service: 'web', key, value, words: 'web may' });
const limited = lab({
  checks: { memory: { acceptDeclared: false, expect: { kind: 'limit', resource: 'memory', atMost: 1 } } },
});

describe('labs and classes of seats', () => {
  it('lets one person do everything on a privileged seat', () => {
    for (const each of [anySeat, kernelLab, limited, lab({ grants: [grant('privileged', 'true')] })])
      expect(refuseLab(each, nested('privileged'), one)).toBeUndefined();
  });

  it('keeps labs about the kernel from a kernel that others share', () => {
    expect(refuseLab(kernelLab, nested('rootless'), many)?.reason).toMatch(
      /shares its kernel with other people/,
    );
    expect(refuseLab(kernelLab, nested('runtime:sysbox-runc'), many)).toBeDefined();
    expect(refuseLab(kernelLab, nested('privileged'), { ...many, trustLearners: true })).toBeDefined();
    expect(refuseLab(kernelLab, nested('runtime:kata'), many)).toBeUndefined();
  });

  it('says what a rootless seat lacks', () => {
    const why = (each: SeatRequirement) => refuseLab(each, nested('rootless'), one)?.reason;
    expect(why(anySeat)).toBeUndefined();
    expect(why(lab({ grants: [grant('cap_add', 'NET_ADMIN')] }))).toBeUndefined();
    expect(why(lab({ grants: [grant('privileged', 'true')] }))).toMatch(/no power over the kernel/);
    expect(why(lab({ grants: [grant('devices', '/dev/fuse')] }))).toMatch(/no devices/);
    expect(why(limited)).toMatch(/sets no limits/);
    expect(why(lab({ needs: { runtimes: [], mounts: 'sysfs' } }))).toMatch(/may not mount sysfs/);
    expect(why(kernelLab)).toMatch(/BPF/);
  });

  it('refuses, of the labs of the book, those that cannot run in a rootless seat, and no other', async () => {
    const library = await LabLibrary.open(fileURLToPath(new URL('../../../../labs', import.meta.url)));
    const refused = library.list().flatMap(({ id, manifest }) => {
      const refusal = refuseLab(manifest, nested('rootless'), many);
      return refusal ? [[id, refusal.reason] as const] : [];
    });
    const asks = library.list().flatMap(({ id, manifest: { grants, checks, scope, needs } }) => {
      const kinds = new Set(Object.values(checks).map(({ expect: { kind = '' } = {} }) => kind));
      const reasons = [
        grants.some(({ key }) => key === 'privileged') && 'no power over the kernel',
        grants.some(({ key }) => key === 'devices') && 'no devices',
        Object.values(checks).some(
          ({ expect: { kind = '' } = {}, acceptDeclared }) =>
            [
              'call-answer',
              'calls-allowed',
              'call-openness',
              'call-strictness',
              'native-calls-only',
            ].includes(kind) && !acceptDeclared,
        ) && 'may not read which filter',
        ['limit', 'limit-effect', 'swap-limit'].some((kind) => kinds.has(kind)) && 'sets no limits',
        needs.mounts === 'sysfs' && 'may not mount sysfs',
        scope === 'kernel' && 'shares its kernel',
      ].filter((reason) => reason !== false);
      return reasons.length > 0 ? [[id, expect.stringMatching(reasons.join('.*; .*'))] as const] : [];
    });
    expect(asks.length).toBeGreaterThan(0);
    expect(Object.fromEntries(refused)).toEqual(Object.fromEntries(asks));
  });

  it('gives many people no seat that does not keep them apart', () => {
    expect(refuseLab(anySeat, { kind: 'embedded', owned: true, seatClass: 'own' }, many)).toBeDefined();
    expect(refuseLab(anySeat, nested('privileged'), many)).toBeDefined();
    expect(refuseLab(anySeat, nested('rootless'), many)).toBeUndefined();
  });

  it('keeps labs that want an engine apart from an engine that is not', () => {
    const host = { kind: 'host', owned: false, seatClass: 'own' } as const;
    expect(refuseLab(lab({ seat: 'nested' }), host, one)?.fix).toMatch(/--engine nested/);
    expect(refuseLab(lab({ seat: 'owned' }), host, one)).toBeDefined();
    expect(refuseLab(lab({ scope: 'engine' }), host, one)).toBeDefined();
    expect(refuseLab(anySeat, host, one)).toBeUndefined();
    expect(
      refuseLab(lab({ seat: 'owned' }), { ...host, kind: 'embedded', owned: true }, one),
    ).toBeUndefined();
  });
});
