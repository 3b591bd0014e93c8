import { describe, expect, it } from 'vitest';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { mostHeapGrowthBytes } from '../../soak/leaks/bounds.ts';
import { soakLeaks } from '../../soak/leaks/soak-leaks.ts';

const reason = await whyNoEmbedded();

/** `npm run soak:leaks` does the same for longer, and in a rootless seat too. */
describe.skipIf(reason !== undefined)(`what piles up${reason ? ` (skipped: ${reason})` : ''}`, () => {
  it('case 181: of observations, pages and shells nothing stays: no process, no descriptor, no stream', async () => {
    const report = await soakLeaks({
      server: { engine: 'embedded' },
      observations: 60,
      pages: 8,
      shells: 6,
      say: () => undefined,
    });
    expect(report.growth).toEqual({});
    expect(report.heapGrowthBytes).toBeLessThan(mostHeapGrowthBytes);
  }, 300_000);
});
