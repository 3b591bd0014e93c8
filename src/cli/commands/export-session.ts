import { writeAskedFile } from '../asked-file.ts';
import { findSession } from '../find-session.ts';
import { type HomeClient, requireServer } from '../home-client.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';

/** How everybody stands as a table that a spreadsheet opens: a row for each learner and task. */
export async function exportSession(
  file: string,
  named: string | undefined,
  options: HomeOptions,
  output: Output,
): Promise<void> {
  const server = await requireServer(options, 'there are no sessions');
  const { id, title } = await findSession(server, named);
  if (file.endsWith('.json')) return exportWhole(server, { id, title, file }, output);
  const { text, rows } = await server.call('sessionTable', { session: id });
  await writeAskedFile(file, text, 'wx');
  output.answer({ file, rows }, [`${title}: ${rows} rows are in ${file}.`]);
}

/** All of it: how everybody stands, each attempt, hands, notices and who looked into whose shell. */
async function exportWhole(
  server: HomeClient,
  { id, title, file }: Readonly<Record<'id' | 'title' | 'file', string>>,
  output: Output,
): Promise<void> {
  const record = await server.call('sessionRecord', { session: id });
  await writeAskedFile(file, `${JSON.stringify(record, null, 2)}\n`, 'wx');
  const { length } = record.learners;
  output.answer({ file, learners: length }, [`${title}: ${length} learners are in ${file}.`]);
}
