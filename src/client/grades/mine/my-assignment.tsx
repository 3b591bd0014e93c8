import type { MyAssignmentView } from '../../../lab/wire/my-assignments.ts';
import type { Connection } from '../../core/connection.ts';
import { momentWords } from '../../core/moment-words.ts';
import { duration, zoneHere } from '../../core/session-words.ts';
import { bookHref } from '../../page/book-root.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { AskedPlace } from '../../parts/asked-place.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { Problem } from '../../parts/problem.tsx';
import { type Asked, useAsked } from '../../parts/use-asked.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useLabTitles } from '../../parts/use-lab-titles.ts';
import { useNow } from '../../parts/use-now.ts';
import { StateMark } from '../parts/grade-state.tsx';
import { phaseWords, stateOf } from './assignment-words.ts';
import { MyLab } from './my-lab.tsx';

interface PageProps {
  readonly connection: Connection;
  readonly id: string;
}

/** One assignment, as it is for whoever reads it. */
export function MyAssignment({ connection, id }: PageProps) {
  const asked = useAsked(
    connection,
    () => connection.api.call('myAssignment', { assignment: id, reader: zoneHere() }),
    ({ submissions }) => submissions.some(({ state }) => state === 'waiting'),
  );
  usePageTitle(asked.value?.title ?? 'My assignments');
  const hidden = (
    <>
      There is no such assignment for you. <a href={bookHref('/my-assignments/')}>All assignments</a>
    </>
  );
  return (
    <AskedPlace asked={asked} what="The assignment" hidden={hidden}>
      {(mine) => <Shown connection={connection} mine={mine} asked={asked} />}
    </AskedPlace>
  );
}

interface ShownProps {
  readonly connection: Connection;
  readonly mine: MyAssignmentView;
  readonly asked: Asked<MyAssignmentView>;
}

function Shown({ connection, mine, asked }: ShownProps) {
  const { zone, labs, comments } = mine;
  const titleOf = useLabTitles(connection, true);
  const at = (time: string) => momentWords(time, zone, zoneHere());
  const waitsForOpening = mine.length !== undefined && mine.firstOpened === undefined;
  return (
    <>
      <Head mine={mine} />
      <section class="dd-work-part" aria-labelledby="dd-terms">
        <h2 id="dd-terms">What holds for you</h2>
        <ul class="dd-work-sentences">
          {mine.terms.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {waitsForOpening && mine.phase !== 'not-open' && (
          <OpenIt connection={connection} mine={mine} take={asked.take} />
        )}
        <details class="dd-work-more">
          <summary>The rules for all</summary>
          <ul class="dd-work-sentences">
            {mine.sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      </section>
      <section class="dd-work-part" aria-labelledby="dd-labs">
        <h2 id="dd-labs">Labs</h2>
        {labs.map((lab) => (
          <MyLab
            key={lab.lab}
            connection={connection}
            mine={mine}
            lab={lab}
            title={titleOf(lab.lab)}
            at={at}
            again={asked.again}
          />
        ))}
      </section>
      <Grade mine={mine} at={at} />
      {comments.length > 0 && (
        <section class="dd-work-part" aria-labelledby="dd-comments">
          <h2 id="dd-comments">What was said of your work</h2>
          <ul class="dd-work-list">
            {comments.map(({ at: time, text }) => (
              <li key={`${time} ${text}`}>
                <p class="dd-work-said">{text}</p>
                <p class="dd-quiet">{at(time)}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Head({ mine }: { readonly mine: MyAssignmentView }) {
  const now = useNow(30_000);
  const { course, phase, end, opens, lastMoment, zone } = mine;
  const left = Date.parse(end) - now.getTime();
  const moment = momentWords(phase === 'not-open' ? opens : end, zone, zoneHere());
  return (
    <div class="dd-work-head">
      <p class="dd-work-facts">
        <a href={bookHref('/my-assignments/')}>All assignments</a>
        <span class="dd-quiet">{course}</span>
      </p>
      <p class="dd-work-facts">
        <StateMark state={stateOf(mine)} />
        <span>
          {phaseWords(mine)} {moment}
        </span>
        {phase === 'open' && left > 0 && <strong>{duration(left)} left</strong>}
      </p>
      {phase === 'late' && (
        <p>
          What you hand in now is late. Nothing is accepted after {momentWords(lastMoment, zone, zoneHere())}.
        </p>
      )}
      {phase === 'over' && (
        <p>The time is over. What you hand in now counts for nothing, unless you are given more time.</p>
      )}
    </div>
  );
}

interface OpenProps extends Pick<ShownProps, 'connection' | 'mine'> {
  readonly take: (mine: MyAssignmentView) => void;
}

/** Time is counted from when it is opened, so that it is opened by a press and by nothing else. */
function OpenIt({ connection, mine, take }: OpenProps) {
  const { busy, problem, run } = useAttempt();
  const open = async () =>
    take(await connection.api.call('openAssignment', { assignment: mine.id, reader: zoneHere() }));
  return (
    <div class="dd-note dd-work-open">
      <p>
        <strong>Your {mine.length} begin when you open it,</strong> and go on whether you work or not. Nothing
        can be handed in before.
      </p>
      <p>
        <ActButton busy={busy} act={() => void run(open)} kind="primary">
          Open it: the clock starts
        </ActButton>
      </p>
      <Problem report={problem} />
    </div>
  );
}

function Grade({ mine, at }: { readonly mine: MyAssignmentView; readonly at: (time: string) => string }) {
  const { grade, results } = mine;
  return (
    <section class="dd-work-part" aria-labelledby="dd-grade">
      <h2 id="dd-grade">Grade</h2>
      {grade === undefined ? (
        <p>
          {results.from === undefined
            ? 'Results of this assignment are not shown.'
            : `Results are shown when the time is over: after ${at(results.from)}.`}
        </p>
      ) : (
        <>
          <p class="dd-work-facts">
            <StateMark state={grade.state} />
            <strong>
              {grade.points === null ? 'not decided yet' : `${grade.points} of ${grade.of} points`}
            </strong>
            {grade.isPassed !== null && <span>{grade.isPassed ? 'passed' : 'not passed'}</span>}
          </p>
          <details class="dd-work-more">
            <summary>How it was reckoned</summary>
            <ol class="dd-work-sentences">
              {grade.lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ol>
          </details>
        </>
      )}
    </section>
  );
}
