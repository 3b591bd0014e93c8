import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../lab/wire/routes.ts';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { PersonData } from './person-data.tsx';

interface LearnersProps {
  readonly connection: Connection;
  readonly sessions: AnswerOf<'sessions'>;
}

interface Listed {
  readonly session: string;
  readonly people: readonly { readonly id: string; readonly name: string }[];
}

/** Learners of one session, those who were taken out of it too, with what is kept of each. */
export function Learners({ connection, sessions }: LearnersProps) {
  const [listed, setListed] = useState<Listed>();
  const { problem, run } = useAttempt();
  const list = (session: string) =>
    void run(async () => {
      if (session === '') return setListed(undefined);
      const { learners, removed } = await connection.api.call('board', { session });
      const people = [...learners, ...removed].map(({ person: id, alias: name }) => ({ id, name }));
      setListed({ session, people });
    });
  return (
    <section aria-labelledby="dd-people-learners">
      <h2 id="dd-people-learners">Learners</h2>
      {sessions.length === 0 ? (
        <p class="dd-quiet">There is no session yet, so nobody has joined one.</p>
      ) : (
        <label class="dd-new-field">
          <span>Of the session</span>
          <select onChange={({ currentTarget }) => list(currentTarget.value)}>
            <option value="">none chosen</option>
            {sessions.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
      )}
      <Problem report={problem} />
      {listed?.people.length === 0 && <p class="dd-quiet">Nobody has joined it.</p>}
      {listed !== undefined && (
        <ul class="dd-people-list">
          {listed.people.map((person) => (
            <li key={person.id}>
              <h3>{person.name}</h3>
              <PersonData connection={connection} person={person} onErased={() => list(listed.session)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
