import { useState } from 'preact/hooks';
import type * as z from 'zod';
import type { LearnerSchema } from '../../../lab/wire/board.ts';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { AttemptList } from '../attempt-list.tsx';

interface WorkProps {
  readonly connection: Connection;
  readonly zone: string;
  readonly now: Date;
}

/** The same answer as an instructor gets, and in words what there is besides. */
export function MyWork({ connection, zone, now }: WorkProps) {
  const [work, setWork] = useState<z.output<typeof LearnerSchema>>();
  const [titles, setTitles] = useState<ReadonlyMap<string, string>>(new Map());
  const { problem, run } = useAttempt();
  const ask = async () => {
    const [mine, labs] = await Promise.all([connection.api.call('myWork'), connection.api.call('labs')]);
    setWork(mine);
    setTitles(new Map(labs.map(({ id, title }) => [id, title])));
  };
  return (
    <details
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) void run(ask);
      }}
    >
      <summary>What others see of me</summary>
      <p>
        Those who teach see your name, how each task stands and since when, the check that does not hold and
        what it says, when you last did something, your hand, and what was observed of your containers at each
        check. They see your terminal only while you let them, and nobody else sees any of it. When the board
        is projected, it shows your name and how your tasks stand, without words.
      </p>
      {work !== undefined && (
        <AttemptList
          attempts={work.attempts}
          zone={zone}
          now={now}
          titleOf={(lab) => titles.get(lab) ?? lab}
        />
      )}
      <Problem report={problem} />
    </details>
  );
}
