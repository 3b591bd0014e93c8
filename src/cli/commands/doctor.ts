import { join } from 'node:path';
import { LabLibrary } from '../../runner/library/lab-library.ts';
import { hostReport } from '../host-report.ts';
import { type HouseOptions, openSeats, root } from '../house.ts';
import { formatTable, type Output } from '../output.ts';

const signs = { good: '✓', note: '!', missing: '–' } as const;

/** What this machine is and can; starts and installs nothing. */
export async function doctor(options: HouseOptions, output: Output, signal: AbortSignal): Promise<void> {
  const { seats, paths } = await openSeats(options);
  await using _ = seats;
  const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
  const report = await hostReport({ seats, library, paths, signal });
  const rows = report.facts.map(({ state, title, value }) => [signs[state], title, value]);
  const labs = report.labs.map(({ id, runnable }) =>
    runnable.ok ? ['✓', id, `runs in ${runnable.seat}`] : ['–', id, `${runnable.reason} ${runnable.fix}`],
  );
  output.answer(report, [...formatTable(rows), '', ...formatTable(labs)]);
}
