/** The rules of an assignment, a group of fields each. */
import type { CourseView } from '../../../lab/wire/courses.ts';
import type { Connection } from '../../core/connection.ts';
import { NumberField, SelectField } from '../parts/fields.tsx';
import { TimeField } from '../parts/time-field.tsx';
import type { RulesForm } from './rules-form.ts';

interface GroupProps {
  readonly form: RulesForm;
  readonly change: (more: Partial<RulesForm>) => void;
  readonly problemAt: (key: string) => string | undefined;
}

interface TimeProps extends GroupProps {
  readonly connection: Connection;
  readonly course: CourseView;
}

export function TimeFields({ connection, course, form, change, problemAt }: TimeProps) {
  return (
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
  );
}

export function AttemptFields({ form, change, problemAt }: GroupProps) {
  return (
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
  );
}

const openOrClosed = [
  ['open', 'open'],
  ['closed', 'closed'],
] as const;

export function ShownFields({ form, change }: Omit<GroupProps, 'problemAt'>) {
  return (
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
  );
}

const becomes = {
  notCounted: ['not-counted', 'is not counted'],
  notPassed: ['not-passed', 'does not pass'],
  undecided: ['undecided', 'leaves the grade open'],
} as const;

/** What is usually left as it is. */
export function MoreRules({ form, change, problemAt }: GroupProps) {
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
