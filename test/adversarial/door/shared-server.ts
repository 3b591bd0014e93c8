/** A server whose use cases are the real ones, and people who have each a lab with a file; no engine is started. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ulid } from 'ulid';
import type { ServerOptions } from '../../../src/server/server-options.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';
import { makeRunnerWithoutEngine } from '../../fixtures/runner-without-engine.ts';
import { type ServerAtWork, type SignedIn, startServerAtWork } from '../../fixtures/server-at-work.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

export const lab = 'start/first-container';
export const path = `/api/labs/${lab}`;

export interface Resident extends SignedIn {
  readonly party: string;
  readonly workspaceDir: string;
  /** A link that signs one browser in as them, once. */
  loginUrl(): string;
}

export interface SharedServer extends AsyncDisposable {
  readonly at: ServerAtWork;
  /** What it is made of. */
  readonly without: Awaited<ReturnType<typeof makeRunnerWithoutEngine>>;
  readonly folder: string;
  /** A person with a party of their own, a run that is stopped, and a sign-in. */
  moveIn(name: string): Promise<Resident>;
}

export async function startSharedServer(change: Partial<ServerOptions> = {}): Promise<SharedServer> {
  const folder = makeTemporaryFolder();
  const without = await makeRunnerWithoutEngine(folder.path);
  const { store, runner, grading, databaseFile: file } = without;
  const at = await startServerAtWork({ ...change, store, runner, grading });
  return {
    at,
    without,
    folder: folder.path,
    moveIn: async (name) => {
      const party = { ...insertPerson(file, name), workspaceDir: join(folder.path, 'workspaces', name) };
      mkdirSync(party.workspaceDir, { recursive: true });
      writeFileSync(join(party.workspaceDir, 'compose.yaml'), `# of ${name}\n`);
      addRun(store, party);
      const key = store.mintCredential(party.person, 'sign-in', 3_600_000);
      const loginUrl = () =>
        `${at.server.url}/login#${store.mintCredential(party.person, 'login', 3_600_000)}`;
      return { key, party: party.party, workspaceDir: party.workspaceDir, loginUrl };
    },
    async [Symbol.asyncDispose]() {
      await at[Symbol.asyncDispose]();
      await without[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** A learner of the home, past the store that is open. */
export function insertPerson(
  file: string,
  name: string,
): { readonly person: string; readonly party: string } {
  const [person, party, now] = [ulid(), ulid(), new Date().toISOString()];
  using db = new DatabaseSync(file);
  db.exec('PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000');
  db.prepare('INSERT INTO person (id, name, is_local, created_at) VALUES (?, ?, 0, ?)').run(
    person,
    name,
    now,
  );
  db.prepare('INSERT INTO membership (person, role, scope, created_at) VALUES (?, ?, ?, ?)').run(
    person,
    'learner',
    'home',
    now,
  );
  db.prepare('INSERT INTO party (id, alone, created_at) VALUES (?, ?, ?)').run(party, person, now);
  db.prepare('INSERT INTO party_member (party, person, joined_at) VALUES (?, ?, ?)').run(party, person, now);
  return { person, party };
}

function addRun(store: OpenStore, { party, workspaceDir }: { party: string; workspaceDir: string }): void {
  store.createRun({
    party,
    lab,
    context: 'self',
    contentHash: 'x',
    seed: randomBytes(4).toString('hex'),
    vars: {},
    intent: 'stopped',
    step: 'start',
    seatKind: 'embedded',
    seatClass: 'own',
    workspaceDir,
  });
}
