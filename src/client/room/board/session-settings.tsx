import { useRef, useState } from 'preact/hooks';
import type { LabId } from '../../../lab/lab-id.ts';
import { longestKeepDays } from '../../../lab/sessions/consent.ts';
import { largestCapacity } from '../../../lab/sessions/session.ts';
import { usualStuckRule } from '../../../lab/sessions/stuck.ts';
import type { SessionView } from '../../../lab/wire/sessions.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import type { BookPart } from './book-parts.ts';
import { LabChoice } from './lab-choice.tsx';

interface SettingsProps {
  readonly connection: Connection;
  readonly session: SessionView;
  readonly book: readonly BookPart[];
}

/** What a session is, to be changed while it goes on. */
export function SettingsButton(props: SettingsProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="dd-button" onClick={() => setOpen(true)}>
        Settings
      </button>
      {isOpen && (
        <Dialog title="Settings of the session" onClose={() => setOpen(false)}>
          <SettingsForm {...props} onSaved={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  );
}

function SettingsForm({
  connection,
  session,
  book,
  onSaved,
}: SettingsProps & { readonly onSaved: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [chosen, setChosen] = useState<ReadonlySet<LabId>>(new Set(session.labs));
  const [isBare, setBare] = useState(false);
  const { busy, problem, run } = useAttempt();
  const save = async (event: Event) => {
    event.preventDefault();
    if (form.current === null || !form.current.reportValidity()) return;
    if (chosen.size === 0) return setBare(true);
    const given = new FormData(form.current);
    const number = (name: string) => Number(given.get(name));
    const body = {
      title: String(given.get('title') ?? '').trim(),
      capacity: number('capacity'),
      keepDays: number('keepDays'),
      labs: inOrder(session.labs, chosen, book),
      stuck: {
        minutes: number('minutes'),
        timesMedian: number('timesMedian'),
        repeats: number('repeats'),
        awayMinutes: number('awayMinutes'),
      },
    };
    if (!(await run(() => connection.api.call('changeSession', { session: session.id, body })))) return;
    announce('The settings are saved.');
    onSaved();
  };
  const { stuck } = session;
  return (
    <form ref={form} class="dd-new-session" onSubmit={(event) => void save(event)} noValidate>
      <label class="dd-new-field">
        <span>Title</span>
        <input name="title" required maxLength={120} autocomplete="off" defaultValue={session.title} />
      </label>
      <div class="dd-new-row">
        <NumberField
          name="capacity"
          label="Places"
          value={session.capacity}
          range={[1, largestCapacity]}
          note={`${session.joined} joined, and stay`}
        />
        <NumberField
          name="keepDays"
          label="Days kept"
          value={session.keepDays}
          range={[1, longestKeepDays]}
          note="after the end; each learner agrees to more"
        />
      </div>
      <fieldset class="dd-settings-rule">
        <legend>
          Stuck <span class="dd-quiet">when the board calls somebody so</span>
        </legend>
        <div class="dd-new-row">
          <NumberField
            name="minutes"
            label="Minutes without a change"
            value={stuck.minutes}
            range={[1, 600]}
            usual={usualStuckRule.minutes}
          />
          <NumberField
            name="timesMedian"
            label="Times the median"
            value={stuck.timesMedian}
            range={[1, 20]}
            step={0.5}
            usual={usualStuckRule.timesMedian}
          />
          <NumberField
            name="repeats"
            label="Same message, times"
            value={stuck.repeats}
            range={[2, 50]}
            usual={usualStuckRule.repeats}
          />
          <NumberField
            name="awayMinutes"
            label="Minutes until away"
            value={stuck.awayMinutes}
            range={[1, 600]}
            usual={usualStuckRule.awayMinutes}
          />
        </div>
      </fieldset>
      <LabChoice
        connection={connection}
        book={book}
        chosen={chosen}
        choose={(labs) => {
          setBare(false);
          setChosen(labs);
        }}
        isBare={isBare}
      />
      <p class="dd-quiet">
        What learners made in a lab that is left out is kept; its columns leave the board.
      </p>
      <Problem report={problem} />
      <p class="dd-room-actions">
        <button type="submit" class="dd-button" data-kind="primary" aria-disabled={busy}>
          Save
        </button>
      </p>
    </form>
  );
}

interface NumberProps {
  readonly name: string;
  readonly label: string;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly step?: number;
  readonly note?: string;
  readonly usual?: number;
}

function NumberField({ name, label, value, range: [min, max], step = 1, note, usual }: NumberProps) {
  const said = note ?? (usual === undefined ? undefined : `usually ${usual}`);
  return (
    <label class="dd-new-field">
      <span>
        {label} {said !== undefined && <span class="dd-quiet">{said}</span>}
      </span>
      <input name={name} type="number" required min={min} max={max} step={step} defaultValue={value} />
    </label>
  );
}

/** Labs that stay keep their order; new ones follow in the order of the book. */
function inOrder(before: readonly LabId[], chosen: ReadonlySet<LabId>, book: readonly BookPart[]): LabId[] {
  const stay = before.filter((lab) => chosen.has(lab));
  const added = book.flatMap(({ labs }) => labs.map(({ id }) => id)).filter((lab) => chosen.has(lab));
  return [...new Set([...stay, ...added])];
}
