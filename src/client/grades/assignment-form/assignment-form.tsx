import { useState } from 'preact/hooks';
import type { AssignableLab, AssignmentView } from '../../../lab/wire/assignments.ts';
import type { CourseView } from '../../../lab/wire/courses.ts';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { courseHref, gradebookHref } from '../parts/places.ts';
import { LabChoice } from './lab-choice.tsx';
import { LateFields } from './late-fields.tsx';
import { PolicyPreview } from './policy-preview.tsx';
import { AttemptFields, MoreRules, ShownFields, TimeFields } from './rule-groups.tsx';
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
        <TimeFields
          connection={connection}
          course={course}
          form={form}
          change={change}
          problemAt={problemAt}
        />
        <AttemptFields form={form} change={change} problemAt={problemAt} />
        <LateFields form={form} change={change} problemAt={problemAt} />
        <ShownFields form={form} change={change} />
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
