import type { AssignableLab, PolicyPreviewView } from '../../../lab/wire/assignments.ts';
import { roundPoints } from '../parts/worth.ts';
import { type ChosenLab, withLab } from './rules-form.ts';

interface ChoiceProps {
  readonly labs: readonly AssignableLab[];
  readonly chosen: readonly ChosenLab[];
  readonly problems: PolicyPreviewView['problems'];
  readonly onChange: (chosen: readonly ChosenLab[]) => void;
}

/** Labs with what each is worth; of those that cannot be graded here, why. */
export function LabChoice({ labs, chosen, problems, onChange }: ChoiceProps) {
  const chapters = [...Map.groupBy(labs, ({ chapter }) => chapter)];
  const known = new Set<string>(labs.map(({ lab }) => lab));
  const gone = chosen.filter(({ lab }) => !known.has(lab));
  const total = roundPoints(chosen.reduce((all, { points }) => all + (Number(points) || 0), 0));
  const setPoints = (lab: string, points: string) =>
    onChange(chosen.map((each) => (each.lab === lab ? { ...each, points } : each)));
  const problemOf = (lab: string) => {
    const index = chosen.findIndex((each) => each.lab === lab);
    return problems.find(({ key }) => key === `labs.${index}` || key.startsWith(`labs.${index}.`))?.message;
  };
  return (
    <fieldset class="dd-rule-group dd-lab-choice">
      <legend>
        Labs{' '}
        <span class="dd-quiet">
          {chosen.length === 0 ? 'none chosen' : `${chosen.length} chosen, ${total} points`}
        </span>
      </legend>
      <div class="dd-lab-chapters">
        {chapters.map(([chapter, own]) => (
          <div key={chapter} class="dd-lab-chapter">
            <p class="dd-lab-chapter-name" id={`dd-labs-of-${chapter}`}>
              {chapter}
            </p>
            <ul aria-labelledby={`dd-labs-of-${chapter}`}>
              {own.map((each) => {
                const mine = chosen.find(({ lab }) => lab === each.lab);
                return (
                  <li key={each.lab}>
                    <label class="dd-lab-name">
                      <input
                        type="checkbox"
                        checked={mine !== undefined}
                        onChange={({ currentTarget }) =>
                          onChange(withLab(chosen, labs, each.lab, currentTarget.checked))
                        }
                      />
                      <span>
                        {each.title} <code>{each.lab}</code>
                      </span>
                    </label>
                    {mine !== undefined && (
                      <label class="dd-lab-points">
                        <input
                          type="number"
                          min={0}
                          step="any"
                          value={mine.points}
                          aria-label={`Points for ${each.title}`}
                          aria-invalid={problemOf(each.lab) !== undefined}
                          onInput={({ currentTarget }) => setPoints(each.lab, currentTarget.value)}
                        />
                        <span>points</span>
                      </label>
                    )}
                    <Why lab={each} isChosen={mine !== undefined} />
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </div>
      {gone.map(({ lab }) => (
        <p key={lab} class="dd-cannot">
          {lab} is assigned, and is not there any more.{' '}
          <button
            type="button"
            class="dd-link"
            onClick={() => onChange(chosen.filter((one) => one.lab !== lab))}
          >
            Take it out
          </button>
        </p>
      ))}
    </fieldset>
  );
}

function Why({ lab, isChosen }: { readonly lab: AssignableLab; readonly isChosen: boolean }) {
  const { cannotGrade, cannotRun } = lab;
  if (cannotGrade === undefined && cannotRun === undefined) return null;
  return (
    <p class="dd-cannot">
      {cannotGrade !== undefined && (
        <WhyNot what="Cannot be graded here" why={cannotGrade} isOpen={isChosen} />
      )}
      {cannotRun !== undefined && (
        <WhyNot what="Does not run on this machine" why={cannotRun} isOpen={isChosen} />
      )}
    </p>
  );
}

interface WhyNotProps {
  readonly what: string;
  readonly why: string;
  readonly isOpen: boolean;
}

const WhyNot = ({ what, why, isOpen }: WhyNotProps) => (
  <span class="dd-why-not" data-open={isOpen}>
    <svg class="dd-signal" data-status="skip" width="16" height="16" aria-hidden="true">
      <use href="#dd-skip" />
    </svg>
    <span>
      {what}: {why.replace(/[.]$/, '')}.
    </span>
  </span>
);
