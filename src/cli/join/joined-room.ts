/** What a home keeps of the room that it has joined, and of what was sent there. */
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { readOwnFile } from '../../files/plain-file.ts';
import { removePath } from '../../files/remove-entry.ts';
import { DrydockError } from '../../lab/errors.ts';
import { LabIdSchema } from '../../lab/lab-id.ts';

const RoomSchema = z.strictObject({
  /** Where its server is, without a slash at its end. */
  url: z.string(),
  /** The certificate of its authority, in PEM, where it has one of its own. */
  authority: z.string().optional(),
  session: z.object({ id: z.string(), title: z.string(), ends: z.string() }),
  labs: z.array(LabIdSchema),
  alias: z.string(),
  /** Of the sign-in there: whoever has it is this learner. */
  key: z.string(),
  /** What was checked before is nobody's business there. */
  since: z.string(),
});
/** A room that was joined. */
export type JoinedRoom = z.output<typeof RoomSchema>;

const SentSchema = z.strictObject({
  session: z.string(),
  /** By attempt, in the order in which they were sent. */
  attempts: z.array(
    z.strictObject({
      id: z.string(),
      lab: LabIdSchema,
      at: z.string(),
      /** How many tasks were told to be done with it. */
      done: z.number(),
      /** Why the room does not take it, where it does not. */
      refused: z.string().optional(),
    }),
  ),
  /** What the last try failed with; it goes on. */
  problem: z.string().optional(),
});
/** What was sent to a room. */
export type SentWork = z.output<typeof SentSchema>;

const files = { room: 'joined-room.json', sent: 'joined-room-sent.json' } as const;

/** The room that a home has joined; undefined where there is none. Throws `setup-failed` for a file that is damaged. */
export const readRoom = (home: string): JoinedRoom | undefined => read(home, files.room, RoomSchema);

/** What was sent to the room of this session. */
export function readSent(home: string, session: string): SentWork {
  const sent = read(home, files.sent, SentSchema);
  return sent?.session === session ? sent : { session, attempts: [] };
}

/** It has a key in it: nobody else on this machine may read it. */
export const writeRoom = (home: string, room: JoinedRoom): void => write(home, files.room, room);
export const writeSent = (home: string, sent: SentWork): void => write(home, files.sent, sent);

export async function forgetRoom(home: string): Promise<void> {
  for (const name of Object.values(files)) await removePath(join(home, name));
}

function write(home: string, name: string, value: object): void {
  writeFileAtomic.sync(join(home, name), `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}

function read<T extends z.ZodType>(home: string, name: string, schema: T): z.output<T> | undefined {
  const fix = 'Leave the room with `drydock leave`, and join it again.';
  const text = readOwnFile(join(home, name), fix);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${join(home, name)} is not what Drydock has written there.`;
    throw new DrydockError('setup-failed', { message, fix, cause });
  }
}
