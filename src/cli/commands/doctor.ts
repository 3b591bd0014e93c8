import { join } from 'node:path';
import type { HostFact } from '../../lab/wire/host.ts';
import { LabLibrary } from '../../runner/library/lab-library.ts';
import { findHome } from '../../seats/home.ts';
import { findServer } from '../home-client.ts';
import { hostReport } from '../host-report.ts';
import { chooseEngine, type HomeOptions } from '../open-seats.ts';
import { formatTable, type Output } from '../output.ts';
import { root } from '../root.ts';

const signs = { good: '✓', note: '!', missing: '–' } as const;

/** What this machine is and can; starts and installs nothing. */
export async function doctor(options: HomeOptions, output: Output): Promise<void> {
  await using chosen = await chooseEngine(options);
  const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
  const paths = findHome(process.env, options.home);
  const seen = await hostReport(chosen, library, paths);
  const report = { ...seen, facts: [...seen.facts, ...(await serverFacts(paths.home))] };
  const rows = report.facts
    .filter(({ id }) => !id.startsWith('class-'))
    .flatMap(({ state, title, value, detail, fix }) => [
      [signs[state], title, value],
      ...[state === 'good' ? undefined : detail, fix].flatMap(
        (text) => text?.split('\n').map((line) => ['', '', line]) ?? [],
      ),
    ]);
  const labs = report.labs.map(({ id, runnable }) => {
    if (!runnable.ok) return ['–', id, `${runnable.reason} ${runnable.fix}`];
    const { seat, tried } = runnable;
    return tried
      ? ['!', id, `runs in ${seat}; tried as it starts: ${tried.join('; ')}`]
      : ['✓', id, `runs in ${seat}`];
  });
  const seats = [
    [
      'root in a seat is kept from',
      ...(report.classes?.[0]?.protections.map(({ thing }) => thing) ?? []),
      'runs here',
    ],
    ...(report.classes ?? []).map(({ seatClass, protections, missing }) => [
      seatClass,
      ...protections.map(({ protection }) => (protection === 'accidents' ? 'accidents only' : protection)),
      missing === undefined ? 'yes' : 'no',
    ]),
  ];
  const words = (report.classes ?? []).flatMap(({ seatClass, words: said, missing }) => [
    [seatClass, said],
    ...(missing === undefined ? [] : [['', `Cannot run here: ${missing}`]]),
  ]);
  output.answer(report, [
    ...formatTable(rows),
    '',
    ...formatTable(seats),
    '',
    ...formatTable(words),
    '',
    ...formatTable(labs),
  ]);
}

/** What only the server of the home can say, where one runs: whom it turned away. */
async function serverFacts(home: string): Promise<readonly HostFact[]> {
  const server = await findServer(home);
  const report = await server?.call('host');
  return report?.facts.filter(({ id }) => id === 'turned-away') ?? [];
}
