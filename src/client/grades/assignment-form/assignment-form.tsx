import { useState } from 'preact/hooks';
import type { AssignableLab, AssignmentView, CourseView } from '../../../lab/wire/assignments.ts';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { NumberField, SelectField } from '../parts/fields.tsx';
import { courseHref, gradebookHref } from '../parts/places.ts';
import { TimeField } from '../parts/time-field.tsx';
import { LabChoice } from './lab-choice.tsx';
import { LateFields } from './late-fields.tsx';
import { PolicyPreview } from './policy-preview.tsx';
import { missingOf, policyOf, type RulesForm, rulesOf, usualRules } from './rules-form.ts';
import { usePreview } from './use-preview.ts';

interface FormProps {
  readonly connection: Connection;
  readonly course: CourseView;
  readonly labs: readonly AssignableLab[];
  readonly assignment: AssignmentView | undefined;
}

/** Rules by a form, beside what they come to in sentences as the server says them. */
export function AssignmentForm({ connection, course, labs, assignment }: FormProps) {
  const before = assignment === undefined ? usualRules : rulesOf(assignment);
  const [form, setForm] = useState<RulesForm>(before ?? usualRules);
  const change = (more: Partial<RulesForm>) => setForm((now) => ({ ...now, ...more }));
  const policy = policyOf(form, course.zone, assignment?.policy);
  const missing = missingOf(form);
  const preview = usePreview(connection, course.id, missing.length === 0 ? policy : undefined);
  const problemAt = (key: string) => preview.problems.find((each) => each.key === key)?.message;
  const { busy, problem, run } = useAttempt();
  if (before === undefined)
    return (
      <p class="dd-note">
        These rules were written by another version of Drydock, and this page does not know all of them. They
        hold as they are.
      </p>
    );
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (missing.length > 0) return;
    void run(async () => {
      const body = { policy };
      const kept =
        assignment === undefined
          ? await connection.api.call('makeAssignment', { course: course.id, body })
          : await connection.api.call('changeAssignment', { assignment: assignment.id, body });
      location.assign(gradebookHref(kept.id));
    });
  };
  return (
    <form class="dd-rules" onSubmit={save} noValidate aria-labelledby="_top">
      <div class="dd-rules-fields">
        <label class="dd-new-field">
          <span>Title</span>
          <input
            maxLength={200}
            autocomplete="off"
            value={form.title}
            aria-invalid={problemAt('title') !== undefined}
            onInput={({ currentTarget }) => change({ title: currentTarget.value })}
          />
        </label>
        <LabChoice
          labs={labs}
          chosen={form.labs}
          problems={preview.problems}
          onChange={(chosen) => change({ labs: chosen })}
        />
        <fieldset class="dd-rule-group">
          <legend>
            Time <span class="dd-quiet">by the clocks of {course.zone}</span>
          </legend>
          <div class="dd-new-row">
            <TimeField
              connection={connection}
              course={course}
              label="Opens"
              value={form.opens}
              onChange={(opens) => change({ opens })}
            />
            <TimeField
              connection={connection}
              course={course}
              label="Due"
              value={form.due}
              onChange={(due) => change({ due })}
            />
          </div>
          <NumberField
            label="Minutes from first opening"
            hint="empty: only the due time counts"
            value={form.minutes}
            least={1}
            problem={problemAt('window.minutes') ?? problemAt('window.due')}
            onChange={(minutes) => change({ minutes })}
          />
        </fieldset>
        <fieldset class="dd-rule-group">
          <legend>Attempts</legend>
          <div class="dd-new-row">
            <NumberField
              label="Attempts at each lab"
              hint="empty: no limit"
              value={form.attempts}
              least={1}
              problem={problemAt('attempts')}
              onChange={(attempts) => change({ attempts })}
            />
            <SelectField
              label="Of several counts"
              value={form.keep}
              options={[
                ['best', 'the best'],
                ['last', 'the last'],
                ['mean', 'the mean'],
              ]}
              onChange={(keep) => change({ keep })}
            />
          </div>
        </fieldset>
        <LateFields form={form} change={change} problemAt={problemAt} />
        <fieldset class="dd-rule-group">
          <legend>What learners see</legend>
          <div class="dd-new-row">
            <SelectField
              label="Results"
              value={form.results}
              options={[
                ['always', 'as soon as they are there'],
                ['after-due', 'when the time is over'],
                ['never', 'never'],
              ]}
              onChange={(results) => change({ results })}
            />
            <SelectField
              label="Hints, while it runs"
              value={form.hints}
              options={openOrClosed}
              onChange={(hints) => change({ hints })}
            />
            <SelectField
              label="Solutions, while it runs"
              value={form.solutions}
              options={openOrClosed}
              onChange={(solutions) => change({ solutions })}
            />
          </div>
        </fieldset>
        <MoreRules form={form} change={change} problemAt={problemAt} />
      </div>
      <div class="dd-rules-said">
        <PolicyPreview preview={preview} missing={missing} form={form} labs={labs} />
        {assignment !== undefined && assignment.submissions > 0 && (
          <p class="dd-note">
            {assignment.submissions === 1 ? '1 submission is' : `${assignment.submissions} submissions are`}{' '}
            there already. Changed rules hold for them too, at once. What was handed in for a lab that you
            take out counts for nothing, and stays.
          </p>
        )}
        <Problem report={problem} />
        <p class="dd-room-actions">
          <button
            type="submit"
            class="dd-button"
            data-kind="primary"
            aria-disabled={busy || missing.length > 0 || preview.problems.length > 0}
          >
            {assignment === undefined ? 'Make assignment' : 'Keep these rules'}
          </button>
          <a
            class="dd-button"
            data-kind="quiet"
            href={assignment === undefined ? courseHref(course.id) : gradebookHref(assignment.id)}
          >
            Cancel
          </a>
        </p>
      </div>
    </form>
  );
}

const openOrClosed = [
  ['open', 'open'],
  ['closed', 'closed'],
] as const;

interface MoreProps {
  readonly form: RulesForm;
  readonly change: (more: Partial<RulesForm>) => void;
  readonly problemAt: (key: string) => string | undefined;
}

const becomes = {
  notCounted: ['not-counted', 'is not counted'],
  notPassed: ['not-passed', 'does not pass'],
  undecided: ['undecided', 'leaves the grade open'],
} as const;

/** What is usually left as it is. */
function MoreRules({ form, change, problemAt }: MoreProps) {
  return (
    <details class="dd-rule-more">
      <summary>More rules: passing, and checks that neither passed nor failed</summary>
      <div class="dd-new-row">
        <NumberField
          label="Percent needed to pass"
          hint="empty: nothing is said of passing"
          value={form.pass}
          least={0}
          step="any"
          problem={problemAt('pass')}
          onChange={(pass) => change({ pass })}
        />
        <SelectField
          label="What is hidden from a check"
          value={form.notSeen}
          options={[becomes.notPassed, becomes.undecided]}
          onChange={(notSeen) => change({ notSeen })}
        />
        <SelectField
          label="What the machine cannot show"
          value={form.hostLacks}
          options={[becomes.notCounted, becomes.undecided]}
          onChange={(hostLacks) => change({ hostLacks })}
        />
        <SelectField
          label="A check that breaks"
          value={form.error}
          options={Object.values(becomes)}
          onChange={(error) => change({ error })}
        />
      </div>
    </details>
  );
}
