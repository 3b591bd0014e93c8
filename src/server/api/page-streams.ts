import * as z from 'zod';
import type { Action } from '../../lab/people/action.ts';
import { LabParams } from '../../lab/wire/lab-routes.ts';
import type { Caller } from '../caller.ts';
import { makeEventQueue } from '../event-queue.ts';
import type { Holding, PageStream, StreamName } from '../page-stream.ts';
import { type BoardStreamParts, streamBoard } from '../sessions/board-stream.ts';
import { type MySessionStreamParts, streamMySession } from '../sessions/my-session-stream.ts';
import { type SharedFilesStreamParts, streamSharedFiles } from '../sessions/shared-files-stream.ts';
import { runKey } from './route-parts.ts';

export interface PageStreamParts extends SharedFilesStreamParts, MySessionStreamParts, BoardStreamParts {
  readonly store: SharedFilesStreamParts['store'];
  readonly hours: SharedFilesStreamParts['hours'] & MySessionStreamParts['hours'];
}

/** A route at which a page follows something. */
export interface StreamRoute {
  readonly name: StreamName;
  readonly action: Action;
  /** What an event is. */
  readonly tells: string;
  /** Of the blanks of its path. */
  readonly params: z.ZodObject;
  /** Throws where there is no such thing, or none for the caller, who may do the action. */
  open(caller: Caller, blanks: unknown, held: Holding): PageStream;
}

/** All that pages follow. */
export function makePageStreams(parts: PageStreamParts): readonly StreamRoute[] {
  const { runner } = parts;
  return [
    streamAt({
      name: 'events',
      action: 'lab.use',
      tells: 'a LabEvent',
      params: LabParams,
      open: (caller, named) => {
        const key = runKey(caller, named);
        // Throws for a lab that there is not.
        runner.getLab(key.lab);
        const queue = makeEventQueue();
        return { queue, begin: () => runner.follow(key, queue.push) };
      },
    }),
    streamAt({
      name: 'mySessionEvents',
      action: 'account.use',
      tells: 'MySession, of the type `session`',
      params: z.object({}),
      open: (caller) => streamMySession(parts, caller),
    }),
    streamAt({
      name: 'boardEvents',
      action: 'board.read',
      tells: 'a BoardEvent',
      params: z.object({ session: z.string() }),
      open: (caller, { session }) => streamBoard(parts, caller, session),
    }),
    streamAt({
      name: 'sharedFiles',
      action: 'share.ask',
      tells: 'a SharedFilesEvent',
      params: z.object({ session: z.string(), id: z.string() }),
      open: (caller, named, held) => streamSharedFiles(parts, caller, named, held),
    }),
  ];
}

interface Row<Params extends z.ZodObject> extends Omit<StreamRoute, 'open'> {
  readonly params: Params;
  readonly open: (caller: Caller, params: z.output<Params>, held: Holding) => PageStream;
}

const streamAt = <Params extends z.ZodObject>({ open, ...row }: Row<Params>): StreamRoute => ({
  ...row,
  open: (caller, blanks, held) => open(caller, row.params.parse(blanks), held),
});
