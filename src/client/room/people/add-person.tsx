import { useRef, useState } from 'preact/hooks';
import { RoleSchema, ScopeSchema } from '../../../lab/people/role.ts';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { givenRoles, type KnownPlace } from './known-places.ts';
import { SignInLink } from './sign-in-link.tsx';

interface AddProps {
  readonly connection: Connection;
  readonly places: readonly KnownPlace[];
  readonly onAdded: () => void;
}

const GivenRole = RoleSchema.exclude(['owner', 'learner']);

/** Lets somebody lead: who, as what, where. */
export function AddPerson({ connection, places, onAdded }: AddProps) {
  const form = useRef<HTMLFormElement>(null);
  const [made, setMade] = useState<{ readonly name: string; readonly href: string }>();
  const { busy, problem, run } = useAttempt();
  const add = async (event: Event) => {
    event.preventDefault();
    if (form.current === null || !form.current.reportValidity()) return;
    const given = new FormData(form.current);
    const body = {
      name: String(given.get('name') ?? ''),
      role: GivenRole.parse(given.get('role')),
      scope: ScopeSchema.parse(given.get('scope')),
    };
    const isDone = await run(async () => {
      const { person } = await connection.api.call('addMember', { body });
      const { url } = await connection.api.call('memberLogin', { person: person.id });
      setMade({ name: person.name, href: url });
    });
    if (!isDone) return;
    form.current?.reset();
    onAdded();
  };
  return (
    <section aria-labelledby="dd-add-person">
      <h2 id="dd-add-person">Let somebody lead</h2>
      <form ref={form} class="dd-new-session" onSubmit={(event) => void add(event)} noValidate>
        <div class="dd-new-row">
          <label class="dd-new-field">
            <span>Name</span>
            <input name="name" required maxLength={40} autocomplete="off" />
          </label>
          <label class="dd-new-field">
            <span>As what</span>
            <select name="role">
              {givenRoles.map(([role, words]) => (
                <option key={role} value={role}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          <label class="dd-new-field">
            <span>In</span>
            <select name="scope">
              {places.map(({ scope, words }) => (
                <option key={scope} value={scope}>
                  {words}
                </option>
              ))}
            </select>
          </label>
        </div>
        <Problem report={problem} />
        <p>
          <button type="submit" class="dd-button" data-kind="primary" aria-disabled={busy}>
            Add, and make a link
          </button>
        </p>
      </form>
      {made !== undefined && <SignInLink name={made.name} href={made.href} />}
    </section>
  );
}
