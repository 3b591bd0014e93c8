import { useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { fileNameOf, offerFile } from '../../core/offer-file.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { type BoardModel, mayDo } from './board-model.ts';

interface ExportProps {
  readonly connection: Connection;
  readonly model: BoardModel;
}

/** How everybody stands as a file for a spreadsheet; and all that is recorded, for who may have it. */
export function ExportButton({ connection, model }: ExportProps) {
  const [isOpen, setOpen] = useState(false);
  const [done, setDone] = useState('');
  const { busy, problem, run } = useAttempt();
  const { id: session, title } = model.session;
  const save = (name: string, type: string, text: string) => {
    offerFile(name, type, text);
    setDone(`It is in your downloads, as ${name}.`);
  };
  const table = () =>
    void run(async () => {
      const { text } = await connection.api.call('sessionTable', { session });
      save(`${fileNameOf(title, 'session')}.csv`, 'text/csv', text);
    });
  const record = () =>
    void run(async () => {
      const all = await connection.api.call('sessionRecord', { session });
      save(`${fileNameOf(title, 'session')}.json`, 'application/json', JSON.stringify(all, null, 2));
    });
  return (
    <>
      <button type="button" class="dd-button" onClick={() => setOpen(true)}>
        Export
      </button>
      {isOpen && (
        <Dialog title="Export this session" onClose={() => setOpen(false)}>
          <p>
            CSV has how everybody stands: a row for each learner and task, for a spreadsheet.
            {mayDo(model, 'session.export') &&
              ' JSON has all of it: each attempt with what its checks said, hands, notices, and who looked at what.'}
          </p>
          <p class="dd-quiet">What is exported is not removed with the session: it is yours to look after.</p>
          <p class="dd-room-actions">
            <ActButton busy={busy} act={table}>
              Download CSV
            </ActButton>
            {mayDo(model, 'session.export') && (
              <ActButton busy={busy} act={record}>
                Download JSON
              </ActButton>
            )}
          </p>
          <p role="status">{done}</p>
          <Problem report={problem} />
        </Dialog>
      )}
    </>
  );
}
