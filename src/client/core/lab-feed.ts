/** What happens in labs, heard over one stream a lab by all that is shown of it. */
import type { LabId } from '../../lab/lab-id.ts';
import type { LabEvent } from '../../lab/wire/events.ts';
import type { Connection } from './connection.ts';
import { holdStream, type LineEvent } from './held-stream.ts';

export type FeedEvent = LabEvent | LineEvent;

export interface LabFeed {
  /** Tells what is heard of a lab until what it returns is called; there is a stream while anyone looks. */
  hear(lab: LabId, listener: (event: FeedEvent) => void): () => void;
}

export function makeFeed(connection: Connection): LabFeed {
  return {
    hear: (lab, tell) =>
      holdStream(connection, {
        open: (signal, onOpen) => connection.api.events(lab, signal, onOpen),
        tell,
      }),
  };
}
