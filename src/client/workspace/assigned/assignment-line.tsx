import { useSignal } from '@preact/signals';
import type { ErrorReport } from '../../../lab/errors.ts';
import type { MyAssignmentView } from '../../../lab/wire/my-assignments.ts';
import { ApiError } from '../../core/api.ts';
import { handIn, inBrowser, receiptWords } from '../../core/hand-in.ts';
import { momentWords } from '../../core/moment-words.ts';
import { zoneHere } from '../../core/session-words.ts';
import { ErrorCard } from '../frame/error-card.tsx';
import { useWorkspace } from '../workspace-context.ts';

/** Of each assignment that the lab is part of: until when, and handing in from here. */
export function AssignmentLines() {
  const { assigned } = useWorkspace();
  return (
    <>
      {assigned.assignments.value.map((mine) => (
        <AssignmentLine key={mine.id} mine={mine} />
      ))}
    </>
  );
}

function AssignmentLine({ mine }: { readonly mine: MyAssignmentView }) {
  const { store, files, ask, assigned, api, person } = useWorkspace();
  const said = useSignal('');
  const busy = useSignal(false);
  const trouble = useSignal<ErrorReport | undefined>(undefined);
  const { id, title, end, lastMoment, phase, zone } = mine;
  const own = mine.labs.find(({ lab }) => lab === store.lab);
  const at = (time: string) => momentWords(time, zone, zoneHere());
  const mustOpen = mine.length !== undefined && mine.firstOpened === undefined;
  const left = own?.attemptsLeft ?? null;

  const send = async () => {
    const text = `What is saved of this lab now is handed in for “${title}”.${left === null ? '' : ` ${left === 1 ? 'It is your last attempt.' : `You have ${left} attempts left.`}`}`;
    if (busy.value || !(await ask.confirm({ title: 'Hand in?', text, yes: 'Hand in' }))) return;
    // Some file has two versions, which is shown; nothing is handed in past that.
    if (!(await files.saveAll())) return;
    busy.value = true;
    trouble.value = undefined;
    said.value = 'Handing in …';
    try {
      const receipt = await handIn(inBrowser(api, person), { assignment: id, lab: store.lab });
      said.value = receiptWords(receipt, at(receipt.received));
      await assigned.again();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      said.value = '';
      trouble.value = error.report;
    } finally {
      busy.value = false;
    }
  };

  return (
    <section class="ws-assignment" aria-label={`Assignment ${title}`}>
      <p>
        Assignment: <a href={`/my-assignments/?assignment=${encodeURIComponent(id)}`}>{title}</a> ·{' '}
        {phase === 'late' ? `late; nothing is accepted after ${at(lastMoment)}` : `due ${at(end)}`}
        {mustOpen ? (
          ' · open it first: your time is counted from then'
        ) : own?.closed !== undefined ? (
          ` · ${own.closed}`
        ) : (
          <>
            {' · '}
            <button type="button" class="ws-link" aria-disabled={busy.value} onClick={() => void send()}>
              Hand in
            </button>
          </>
        )}
      </p>
      <p role="status">{said.value}</p>
      {trouble.value !== undefined && (
        <ErrorCard
          error={trouble.value}
          onClose={() => {
            trouble.value = undefined;
          }}
        />
      )}
    </section>
  );
}
