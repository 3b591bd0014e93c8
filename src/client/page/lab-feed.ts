/** What happens in a lab, heard over one stream for prose and workspace together. */
import type { LabEvent } from '../../lab/wire/events.ts';
import type { Presence } from './presence.ts';

/** `lost`: trying again by itself. `ended`: the login is over. */
export interface ConnectionEvent {
  readonly type: 'connection';
  readonly state: 'open' | 'lost' | 'ended';
}
export type FeedEvent = LabEvent | ConnectionEvent;

export interface LabFeed {
  /** Tells what was last heard at once. The connection is there as long as anyone listens and looks. */
  subscribe(lab: string, listener: (event: FeedEvent) => void): () => void;
  /** Hands on what was learnt from an answer instead. */
  publish(lab: string, event: LabEvent): void;
}

const replayed = ['status', 'before', 'observation', 'checks'];

interface Channel {
  readonly listeners: Set<(event: FeedEvent) => void>;
  readonly latest: Map<string, FeedEvent>;
  /** Ends the stream that is open, or under way. */
  stream: AbortController | undefined;
}

const againMs = 2000;

export function makeFeed({ api, reach, stillSignedIn }: Presence): LabFeed {
  const channels = new Map<string, Channel>();

  const tell = (channel: Channel, event: FeedEvent) => {
    if (replayed.includes(event.type)) channel.latest.set(event.type, event);
    for (const listener of channel.listeners) listener(event);
  };
  const connect = (lab: string, channel: Channel) => {
    const wanted = channel.listeners.size > 0 && !document.hidden;
    if (wanted === (channel.stream !== undefined)) return;
    channel.stream?.abort();
    channel.stream = wanted ? new AbortController() : undefined;
    if (channel.stream) void hold(lab, channel, channel.stream);
  };
  /** Listens until it is not wanted any more, or the login is over. */
  const hold = async (lab: string, channel: Channel, stream: AbortController) => {
    const { signal } = stream;
    const opened = () => tell(channel, { type: 'connection', state: 'open' });
    while (!signal.aborted) {
      try {
        for await (const event of api.events(lab, signal, opened)) if (!signal.aborted) tell(channel, event);
      } catch {
        // No answer, a refusal, a line that broke: whatever it was, the way on is the same.
      }
      if (signal.aborted) return;
      tell(channel, { type: 'connection', state: 'lost' });
      // A login may have ended, or the server just begun.
      if (!(await stillSignedIn())) break;
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
    if (channel.stream !== stream) return;
    channel.stream = undefined;
    tell(channel, { type: 'connection', state: 'ended' });
  };
  const channelOf = (lab: string): Channel => {
    const channel = channels.get(lab) ?? { listeners: new Set(), latest: new Map(), stream: undefined };
    channels.set(lab, channel);
    return channel;
  };

  // A page in the background needs none of it, and a browser allows six connections to one server.
  const connectAll = () => {
    for (const [lab, channel] of channels) connect(lab, channel);
  };
  document.addEventListener('visibilitychange', connectAll);
  reach.listen((now) => {
    if (now === 'signed-in') connectAll();
  });

  return {
    subscribe(lab, listener) {
      const channel = channelOf(lab);
      channel.listeners.add(listener);
      for (const event of channel.latest.values()) listener(event);
      connect(lab, channel);
      return () => {
        channel.listeners.delete(listener);
        connect(lab, channel);
      };
    },
    publish: (lab, event) => tell(channelOf(lab), event),
  };
}
