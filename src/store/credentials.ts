import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { sha256 } from '../files/sha256.ts';
import type { CredentialStore } from '../lab/ports/store.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import { prepareStatements } from './statements.ts';

const HolderRow = z.object({ id: z.string(), name: z.string() });
const SessionRow = z.object({ id: z.string(), createdAt: z.string(), expiresAt: z.string() });
const HeldSessionRow = SessionRow.extend({ person: z.string(), name: z.string() });

/** Logins and sessions. A secret of 256 random bits needs no slow hash: it cannot be guessed. */
export function makeCredentials(db: Database, { clock, newId }: StoreEffects): CredentialStore {
  const sql = prepareStatements(db.handle, new URL('./credentials.sql', import.meta.url), [
    'insertCredential',
    'findHolder',
    'revokeCredential',
    'findSession',
    'listSessions',
    'endSession',
  ]);
  return {
    mintCredential: (person, kind, validForMs) =>
      db.write(() => {
        const secret = randomBytes(32).toString('base64url');
        const now = clock();
        sql.insertCredential.run({
          id: newId(),
          person,
          kind,
          hash: hashSecret(secret),
          at: now.toISOString(),
          expiresAt: new Date(now.getTime() + validForMs).toISOString(),
        });
        return secret;
      }),
    redeemCredential: (kind, secret) => {
      const at = clock().toISOString();
      const hash = hashSecret(secret);
      const find = () => HolderRow.optional().parse(sql.findHolder.get({ hash, kind, at }));
      if (kind === 'session') return db.read(find);
      return db.write(() => {
        const holder = find();
        if (holder !== undefined) sql.revokeCredential.run({ hash, at });
        return holder;
      });
    },
    findSession: (secret) => {
      const at = clock().toISOString();
      const found = db.read(() => sql.findSession.get({ hash: hashSecret(secret), at }));
      if (found === undefined) return undefined;
      const { person, name, ...session } = HeldSessionRow.parse(found);
      return { ...session, person: { id: person, name } };
    },
    listSessions: (person) =>
      z.array(SessionRow).parse(db.read(() => sql.listSessions.all({ person, at: clock().toISOString() }))),
    endSession: (person, id) =>
      db.write(() => sql.endSession.run({ person, id, at: clock().toISOString() }).changes > 0),
  };
}

function hashSecret(secret: string): string {
  return sha256(secret);
}
