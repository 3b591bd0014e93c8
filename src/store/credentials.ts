import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { sha256 } from '../files/sha256.ts';
import type { CredentialKind, CredentialStore } from '../lab/ports/credential-store.ts';
import { optionalColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import { prepareStatements } from './statements.ts';

const HolderRow = z
  .object({ id: z.string(), name: z.string(), session: optionalColumn(z.string()) })
  .transform(({ session, ...person }) => ({ person, session }));
const OpenRow = z.object({ isOpen: z.union([z.literal(0), z.literal(1)]) });
const SignInRow = z.object({ id: z.string(), createdAt: z.string(), expiresAt: z.string() });
const HeldSignInRow = SignInRow.extend({
  person: z.string(),
  name: z.string(),
  session: optionalColumn(z.string()),
});

/**
 * Of one person, and in one session: a personal link is made each time that somebody looks for it, and signs in any
 * number of browsers. Where there are more, those that let nobody in any more go first, then the oldest.
 */
const most: Readonly<Record<CredentialKind, number>> = { login: 50, 'sign-in': 200, rejoin: 20 };

/** Logins and sign-ins. A secret of 256 random bits needs no slow hash: it cannot be guessed. */
export function makeCredentials(db: Database, { clock, newId }: StoreEffects): CredentialStore {
  const sql = prepareStatements(db.handle, new URL('./credentials.sql', import.meta.url), [
    'insertCredential',
    'dropOldCredentials',
    'findHolder',
    'revokeCredential',
    'findSignIn',
    'listSignIns',
    'isSignInOpen',
    'endSignIn',
    'endLinks',
  ]);
  return {
    mintCredential: (person, kind, validForMs, session) =>
      db.write(() => {
        const secret = randomBytes(32).toString('base64url');
        const now = clock();
        const [of, at] = [{ person, kind, session: session ?? null }, now.toISOString()];
        sql.insertCredential.run({
          ...of,
          id: newId(),
          hash: hashSecret(secret),
          at,
          expiresAt: new Date(now.getTime() + validForMs).toISOString(),
        });
        sql.dropOldCredentials.run({ ...of, at, most: most[kind] });
        return secret;
      }),
    redeemCredential: (kind, secret) => {
      const at = clock().toISOString();
      const hash = hashSecret(secret);
      const find = () => HolderRow.optional().parse(sql.findHolder.get({ hash, kind, at }));
      if (kind !== 'login') return db.read(find);
      return db.write(() => {
        const holder = find();
        if (holder !== undefined) sql.revokeCredential.run({ hash, at });
        return holder;
      });
    },
    findSignIn: (secret) => {
      const at = clock().toISOString();
      const found = db.read(() => sql.findSignIn.get({ hash: hashSecret(secret), at }));
      if (found === undefined) return undefined;
      const { person, name, ...signIn } = HeldSignInRow.parse(found);
      return { ...signIn, person: { id: person, name } };
    },
    endLinks: (person, session) => {
      db.write(() => sql.endLinks.run({ person, session, at: clock().toISOString() }));
    },
    listSignIns: (person) =>
      z.array(SignInRow).parse(db.read(() => sql.listSignIns.all({ person, at: clock().toISOString() }))),
    isSignInOver: (id) =>
      db.read(() => OpenRow.parse(sql.isSignInOpen.get({ id, at: clock().toISOString() })).isOpen === 0),
    endSignIn: (person, id) =>
      db.write(() => sql.endSignIn.run({ person, id, at: clock().toISOString() }).changes > 0),
  };
}

function hashSecret(secret: string): string {
  return sha256(secret);
}
