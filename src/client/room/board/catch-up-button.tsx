import { useRef, useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import type { BoardModel } from './board-model.ts';
import { LabOptions } from './lab-select.tsx';

interface CatchUpProps {
  readonly connection: Connection;
  readonly model: BoardModel;
}

/** Offers the solution of a lab: to one, or to all. Nothing happens to anybody's files before they say so. */
export function CatchUpButton({ connection, model }: CatchUpProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="dd-button" onClick={() => setOpen(true)}>
        Catch-up
      </button>
      {isOpen && (
        <Dialog title="Offer a catch-up" onClose={() => setOpen(false)}>
          <OfferForm connection={connection} model={model} onOffered={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  );
}

function OfferForm({ connection, model, onOffered }: CatchUpProps & { readonly onOffered: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const { busy, problem, run } = useAttempt();
  const { labs, learners, session } = model;
  const offer = async (event: Event) => {
    event.preventDefault();
    if (form.current === null) return;
    const given = new FormData(form.current);
    const lab = labs.find(({ id }) => id === given.get('lab'))?.id;
    const whom = learners.find(({ person }) => person === given.get('person'));
    if (lab === undefined) return;
    const body = { lab, ...(whom === undefined ? {} : { person: whom.person }) };
    if (!(await run(() => connection.api.call('offerCatchUp', { session: session.id, body })))) return;
    announce(`Offered to ${whom?.alias ?? 'all'}.`);
    onOffered();
  };
  return (
    <form ref={form} class="dd-notice-form" onSubmit={(event) => void offer(event)}>
      <p>
        Whoever takes it gets the files of the solution, and the lab runs with them. Their own files are kept,
        and come back when they want. On the board they are marked as helped in that lab.
      </p>
      <label class="dd-new-field">
        <span>Lab</span>
        <select name="lab">
          <LabOptions labs={labs} />
        </select>
      </label>
      <label class="dd-new-field">
        <span>Whom</span>
        <select name="person">
          <option value="">all</option>
          {learners.map(({ person, alias }) => (
            <option key={person} value={person}>
              {alias}
            </option>
          ))}
        </select>
      </label>
      <Problem report={problem} />
      <p class="dd-room-actions">
        <button type="submit" class="dd-button" data-kind="primary" aria-disabled={busy}>
          Offer it
        </button>
      </p>
    </form>
  );
}
