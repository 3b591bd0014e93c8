import type { AssignableLab } from '../../../lab/wire/assignments.ts';
import type { RulesForm } from './rules-form.ts';
import type { Preview } from './use-preview.ts';

interface PreviewProps {
  readonly preview: Preview;
  readonly missing: readonly string[];
  readonly form: RulesForm;
  readonly labs: readonly AssignableLab[];
}

/** The rules as learners read them, or what keeps them from being rules. */
export function PolicyPreview({ preview, missing, form, labs }: PreviewProps) {
  const { sentences, problems, silence } = preview;
  const ungraded = labs.filter(
    ({ lab, cannotGrade }) => cannotGrade !== undefined && form.labs.some((each) => each.lab === lab),
  );
  return (
    <section class="dd-said" aria-labelledby="dd-said">
      <h2 id="dd-said">What it says</h2>
      <div aria-live="polite">
        {missing.length > 0 && <p class="dd-quiet">Still to be said: {missing.join(', ')}.</p>}
        {silence !== undefined && <p class="dd-problem">{silence}</p>}
        {problems.length > 0 && (
          <ul class="dd-problem dd-line-problems">
            {problems.map(({ key, message }) => (
              <li key={`${key} ${message}`}>{message}</li>
            ))}
          </ul>
        )}
        {sentences.length > 0 && (
          <ul class="dd-sentences">
            {sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
        {ungraded.map(({ lab, cannotGrade }) => (
          <p key={lab} class="dd-cannot">
            Work on {lab} is taken and cannot be graded: {cannotGrade}. Take another lab, or judge that one by
            hand.
          </p>
        ))}
      </div>
    </section>
  );
}
