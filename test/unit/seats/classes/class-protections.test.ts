import { describe, expect, it } from 'vitest';
import { reportClasses, whyNotHere } from '../../../../src/seats/classes/class-protections.ts';
import type { KernelReport } from '../../../../src/seats/report/kernel-report.ts';

const engine = { runtimes: ['runc', 'crun', 'runsc', 'kata'], runtimeArguments: {}, securityOptions: [] };
const kernel: KernelReport = {
  release: '6.18',
  cgroups: 'v2',
  lsms: [],
  btf: true,
  gpus: [],
  userNamespaces: 'open',
  tun: true,
  loop: true,
};
const classOf = (name: string, where: KernelReport = kernel, fenced = true) =>
  reportClasses(engine, where, fenced).find(({ seatClass }) => seatClass === name);

describe('what classes of seats keep from whom', () => {
  it('names runtimes that isolate, and not those that are runc by another name', () => {
    expect(reportClasses(engine, kernel, true).map(({ seatClass }) => seatClass)).toEqual([
      'own',
      'privileged',
      'rootless',
      'runtime:runsc',
      'runtime:kata',
    ]);
  });

  it('promises nothing that a class does not keep', () => {
    expect(Object.values(classOf('own')?.protections ?? {})).toEqual(['no', 'no', 'no', 'no', 'no']);
    expect(Object.values(classOf('privileged')?.protections ?? {})).not.toContain('yes');
    expect(classOf('rootless')?.protections).toMatchObject({
      'other learners': 'yes',
      'the host’s kernel': 'no',
    });
    expect(classOf('runtime:kata')?.protections['the host’s kernel']).toBe('yes');
    expect(classOf('rootless', kernel, false)?.protections['network neighbours']).toBe('no');
  });

  it('says why a class cannot be had', () => {
    expect(classOf('rootless')?.missing).toBeUndefined();
    const closed = { ...kernel, userNamespaces: 'user.max_user_namespaces is 0' };
    expect(classOf('rootless', closed)?.missing).toMatch(/max_user_namespaces is 0/);
    expect(classOf('rootless', { ...kernel, tun: false })?.missing).toMatch(/tun/);
    expect(classOf('runtime:runsc')?.missing).toMatch(/ip_forward/);
    expect(whyNotHere('runtime:sysbox-runc', engine)).toMatch(/offers no runtime sysbox-runc/);
    expect(whyNotHere('runtime:crun', engine)).toMatch(/no better than a privileged seat/);
    expect(whyNotHere('runtime:kata', engine)).toBeUndefined();
    expect(whyNotHere('rootless', { runtimes: [], securityOptions: ['name=rootless'] })).toMatch(
      /rootless itself/,
    );
  });
});
