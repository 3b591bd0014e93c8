import { join } from 'node:path';
import { LabLibrary } from '../../runner/library/lab-library.ts';
import { findHome } from '../../seats/home.ts';
import { hostReport } from '../host-report.ts';
import { chooseEngine, type HouseOptions, root } from '../house.ts';
import { formatTable, type Output } from '../output.ts';

const signs = { good: '✓', note: '!', missing: '–' } as const;

/** What this machine is and can; starts and installs nothing. */
export async function doctor(options: HouseOptions, output: Output): Promise<void> {
  const chosen = await chooseEngine(options);
  const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
  const report = await hostReport(chosen, library, findHome(process.env, options.home));
  await chosen.provider?.[Symbol.asyncDispose]();
  const rows = report.facts.flatMap(({ state, title, value, detail, fix }) => [
    [signs[state], title, value],
    ...[state === 'good' ? undefined : detail, fix].flatMap(
      (text) => text?.split('\n').map((line) => ['', '', line]) ?? [],
    ),
  ]);
  const labs = report.labs.map(({ id, runnable }) =>
    runnable.ok ? ['✓', id, `runs in ${runnable.seat}`] : ['–', id, `${runnable.reason} ${runnable.fix}`],
  );
  output.answer(report, [...formatTable(rows), '', ...formatTable(labs)]);
}
