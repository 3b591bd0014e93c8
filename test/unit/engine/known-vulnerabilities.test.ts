import { describe, expect, it } from 'vitest';
import { parseVersion, reportVersion } from '../../../src/engine/known-vulnerabilities.ts';

const cves = (...args: Parameters<typeof reportVersion>) =>
  reportVersion(...args).vulnerabilities.map(({ cve }) => cve);

describe('reportVersion', () => {
  it("looks at the fix of a version's own line of releases", () => {
    const runc = ['CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881'];
    expect(cves('runc', '1.1.15+ds1')).toEqual(runc);
    expect(cves('runc', '1.2.7')).toEqual(runc);
    expect(cves('runc', '1.2.8')).toEqual([]);
    expect(cves('runc', '1.3.0')).toEqual(runc);
    expect(cves('runc', '1.3.3')).toEqual([]);
    expect(cves('runc', '1.4.0')).toEqual([]);
  });

  it('knows Engine, Compose and Desktop', () => {
    expect(cves('Engine', '26.1.5+dfsg1')).toEqual(['CVE-2026-41567', 'CVE-2026-41568']);
    expect(cves('Engine', '29.5.1')).toEqual([]);
    expect(cves('Compose', 'v2.40.1')).toEqual(['CVE-2025-62725']);
    expect(cves('Compose', '5.0.0')).toEqual([]);
    expect(cves('Docker Desktop', '4.44.2')).toEqual(['CVE-2025-9074']);
  });

  it('accuses nobody whose version it cannot read', () => {
    expect(cves('Engine', 'dev')).toEqual([]);
    expect(parseVersion('v2.26.1-4')).toEqual([2, 26, 1]);
    expect(parseVersion('dev')).toBeUndefined();
  });
});
