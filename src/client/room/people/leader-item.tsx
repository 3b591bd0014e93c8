import { useState } from 'preact/hooks';
import type { HeldRole } from '../../../lab/people/role.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { type KnownPlace, placeWords } from './known-places.ts';
import { PersonData } from './person-data.tsx';
import { SignInLink } from './sign-in-link.tsx';

/** Somebody who leads, with all that they hold. */
export interface Leader {
  readonly person: { readonly id: string; readonly name: string };
  readonly held: readonly HeldRole[];
}

interface LeaderProps {
  readonly connection: Connection;
  readonly leader: Leader;
  readonly places: readonly KnownPlace[];
  readonly onChanged: () => void;
}

/** What they lead, another link, and each role to be taken back. The owner stays what they are. */
export function LeaderItem({ connection, leader: { person, held }, places, onChanged }: LeaderProps) {
  const { busy, problem, run } = useAttempt();
  const [link, setLink] = useState<string>();
  const [asking, setAsking] = useState<string>();
  const isOwner = held.some(({ role }) => role === 'owner');
  const renew = () =>
    void run(async () => setLink((await connection.api.call('memberLogin', { person: person.id })).url));
  const take = async ({ role, scope }: HeldRole) => {
    const body = { role, scope };
    if (!(await run(() => connection.api.call('takeRole', { person: person.id, body })))) return;
    announce(`${person.name} is no ${role} of ${placeWords(places, scope)} any more.`);
    onChanged();
  };
  return (
    <li>
      <h3>
        {isOwner && person.name === 'local' ? 'You, or whoever else this home belongs to' : person.name}
      </h3>
      {held.map(({ role, scope }) => {
        const key = `${role} ${scope}`;
        const words = `${role}, ${placeWords(places, scope)}`;
        return (
          <div key={key}>
            <p class="dd-people-role">
              <span>{words}</span>
              {!isOwner && asking !== key && (
                <button type="button" class="dd-button" onClick={() => setAsking(key)}>
                  Take back
                  <span class="sr-only">
                    : {person.name}, {words}
                  </span>
                </button>
              )}
            </p>
            {asking === key && (
              <>
                <p>
                  {person.name} is signed out everywhere, and what is open in their browsers ends. What they
                  did stays.
                </p>
                <p class="dd-room-actions">
                  <ActButton busy={busy} act={() => void take({ role, scope })} kind="danger">
                    Take it back
                  </ActButton>
                  <button
                    type="button"
                    class="dd-button"
                    data-kind="quiet"
                    onClick={() => setAsking(undefined)}
                  >
                    Cancel
                  </button>
                </p>
              </>
            )}
          </div>
        );
      })}
      {!isOwner && (
        <>
          <p class="dd-room-actions">
            <ActButton busy={busy} act={renew}>
              New sign-in link<span class="sr-only"> for {person.name}</span>
            </ActButton>
          </p>
          {link !== undefined && <SignInLink name={person.name} href={link} />}
          <PersonData connection={connection} person={person} onErased={onChanged} />
        </>
      )}
      <Problem report={problem} />
    </li>
  );
}
