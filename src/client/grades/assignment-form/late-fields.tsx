import { NumberField, SelectField } from '../parts/fields.tsx';
import type { RulesForm } from './rules-form.ts';

interface LateProps {
  readonly form: RulesForm;
  readonly change: (more: Partial<RulesForm>) => void;
  readonly problemAt: (key: string) => string | undefined;
}

/** What becomes of work that comes after the due time. */
export function LateFields({ form, change, problemAt }: LateProps) {
  return (
    <fieldset class="dd-rule-group">
      <legend>Late work</legend>
      <div class="dd-new-row">
        <NumberField
          label="Grace, in minutes"
          hint="nothing is lost"
          value={form.grace}
          least={0}
          problem={problemAt('late.graceMinutes')}
          onChange={(grace) => change({ grace })}
        />
        <SelectField
          label="After that"
          value={form.late}
          options={[
            ['refused', 'it is not accepted'],
            ['percent', 'something is taken off'],
          ]}
          onChange={(late) => change({ late: late === 'percent' ? 'percent' : 'refused' })}
        />
      </div>
      {form.late === 'percent' && (
        <div class="dd-new-row">
          <NumberField
            label="Percent taken off"
            value={form.percent}
            least={0}
            step="any"
            problem={problemAt('late.after.percent')}
            onChange={(percent) => change({ percent })}
          />
          <SelectField
            label="For each begun"
            value={form.each}
            options={[
              ['day', 'day, by the calendar'],
              ['hour', 'hour'],
            ]}
            onChange={(each) => change({ each })}
          />
          <SelectField
            label="Percent of"
            value={form.of}
            options={[
              ['earned', 'what was earned'],
              ['possible', 'what could be earned'],
            ]}
            onChange={(of) => change({ of })}
          />
          <NumberField
            label={form.each === 'day' ? 'Days accepted' : 'Hours accepted'}
            value={form.most}
            least={1}
            problem={problemAt('late.after.most')}
            onChange={(most) => change({ most })}
          />
          <NumberField
            label="Never below, in percent"
            value={form.floor}
            least={0}
            step="any"
            problem={problemAt('late.after.floor')}
            onChange={(floor) => change({ floor })}
          />
        </div>
      )}
    </fieldset>
  );
}
