import { useState } from 'preact/hooks';
import type { PersonWorkView, SubmittedView } from '../../../lab/wire/submissions.ts';
import type { Connection } from '../../core/connection.ts';
import { momentWords } from '../../core/moment-words.ts';
import { zoneHere } from '../../core/session-words.ts';
import { AskedPlace } from '../../parts/asked-place.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { type Asked, useAsked } from '../../parts/use-asked.ts';
import { useLabTitles } from '../../parts/use-lab-titles.ts';
import { StateMark } from '../parts/grade-state.tsx';
import { gradebookHref, labInAddress, regradesHref, submissionsHref } from '../parts/places.ts';
import { Adjusting } from './adjusting.tsx';
import { Said } from './said.tsx';
import { Submitted } from './submitted.tsx';

interface PageProps {
  readonly connection: Connection;
  readonly assignment: string;
  readonly person: string;
}

/** What somebody handed in for an assignment, what came of it, and what was said of it. */
export function PersonWork({ connection, assignment, person }: PageProps) {
  const asked = useAsked(
    connection,
    () => connection.api.call('personWork', { assignment, person }),
    ({ submissions }) => submissions.some(({ state }) => state === 'waiting'),
  );
  const { value } = asked;
  usePageTitle(value === undefined ? 'Work that was handed in' : `${value.name}: ${value.title}`);
  return (
    <AskedPlace asked={asked} what="What was handed in" hidden="There is no such work for you.">
      {(work) => <Shown connection={connection} work={work} asked={asked} />}
    </AskedPlace>
  );
}

interface ShownProps {
  readonly connection: Connection;
  readonly work: PersonWorkView;
  readonly asked: Asked<PersonWorkView>;
}

function Shown({ connection, work, asked }: ShownProps) {
  const { assignment, person, course, labs, submissions, grade } = work;
  const titleOf = useLabTitles(connection, true);
  const [lab, setLab] = useState(() => labInAddress() || labs[0]?.lab || '');
  const at = (time: string) => momentWords(time, course.zone, zoneHere());
  const others = [...new Set(submissions.map((each) => each.lab))].filter(
    (each) => !labs.some((own) => own.lab === each),
  );
  const choose = (chosen: string) => {
    history.replaceState(null, '', submissionsHref(assignment, person, chosen));
    setLab(chosen);
  };
  const ofLab = grade.labs.find((each) => each.lab === lab);
  const own = submissions.filter((each) => each.lab === lab).toReversed();
  return (
    <>
      <Head work={work} />
      <div class="dd-work-columns">
        <div>
          {labs.length + others.length > 1 && (
            <nav class="dd-work-tabs" aria-label="Labs">
              {[...labs.map((each) => each.lab), ...others].map((each) => (
                <button
                  key={each}
                  type="button"
                  class="dd-button"
                  aria-pressed={each === lab}
                  onClick={() => choose(each)}
                >
                  {titleOf(each)}
                </button>
              ))}
            </nav>
          )}
          <section aria-labelledby="dd-work-lab">
            <h2 id="dd-work-lab">{titleOf(lab)}</h2>
            <p class="dd-work-facts">
              <span class="dd-work-id">{lab}</span>
              {ofLab !== undefined && (
                <>
                  <StateMark state={ofLab.state} />
                  <strong>
                    {ofLab.points === null
                      ? `of ${ofLab.of} points`
                      : `${ofLab.points} of ${ofLab.of} points`}
                  </strong>
                </>
              )}
            </p>
            {own.length === 0 ? (
              <p class="dd-quiet">Nothing of it was handed in.</p>
            ) : (
              <ol class="dd-work-submissions" aria-label="What was handed in, the newest first">
                {own.map((submission, index) => (
                  <li key={submission.id}>
                    <Entry {...{ connection, work, submission, at }} isOpen={index === 0} />
                  </li>
                ))}
              </ol>
            )}
          </section>
        </div>
        <aside class="dd-work-aside" aria-label="Grade, and what was said">
          <Adjusting
            key={lab}
            connection={connection}
            work={work}
            lab={lab}
            labTitle={titleOf(lab)}
            again={asked.again}
          />
          <Said connection={connection} work={work} at={at} titleOf={titleOf} again={asked.again} />
        </aside>
      </div>
    </>
  );
}

interface EntryProps extends Pick<ShownProps, 'connection' | 'work'> {
  readonly submission: SubmittedView;
  readonly isOpen: boolean;
  readonly at: (time: string) => string;
}

function Entry({ connection, work, submission, isOpen, at }: EntryProps) {
  return (
    <Submitted
      connection={connection}
      assignment={work.assignment}
      submission={submission}
      mayChange={work.mayChange}
      isOpen={isOpen}
      at={at}
    />
  );
}

function Head({ work }: { readonly work: PersonWorkView }) {
  const { assignment, course, sections, pair, grade, terms } = work;
  return (
    <div class="dd-work-head">
      <p class="dd-work-facts">
        <a href={gradebookHref(assignment)}>Gradebook</a>
        <a href={regradesHref(assignment)}>Grading anew</a>
        <span class="dd-quiet">{course.title}</span>
        {sections.length > 0 && <span class="dd-quiet">Section {sections.join(', ')}</span>}
        {pair.length > 0 && <span>hands in with {pair.join(', ')}</span>}
      </p>
      <p class="dd-work-facts">
        <StateMark state={grade.state} />
        <strong>{grade.points === null ? 'not decided' : `${grade.points} of ${grade.of} points`}</strong>
        {grade.isPassed !== null && <span>{grade.isPassed ? 'passed' : 'not passed'}</span>}
      </p>
      <details class="dd-work-more">
        <summary>What holds for them, and how the grade was reckoned</summary>
        <ul class="dd-work-sentences">
          {terms.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <ol class="dd-work-sentences">
          {grade.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      </details>
    </div>
  );
}
