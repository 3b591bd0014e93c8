/** What happens in a lab, heard over one EventSource for prose and workspace together. */
import type { LabEvent } from '../../lab/protocol.ts';
import { labPath } from './api.ts';

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

const replayed = ['status', 'observation', 'checks'];

interface Channel {
  readonly listeners: Set<(event: FeedEvent) => void>;
  readonly latest: Map<string, FeedEvent>;
  source: EventSource | undefined;
}

const againMs = 2000;

/** `stillSignedIn` is asked when the server refuses the stream: a login may have ended, or the server just begun. */
export function makeFeed(stillSignedIn: () => Promise<boolean>): LabFeed {
  const channels = new Map<string, Channel>();

  const tell = (channel: Channel, event: FeedEvent) => {
    if (replayed.includes(event.type)) channel.latest.set(event.type, event);
    for (const listener of channel.listeners) listener(event);
  };
  const connect = (lab: string, channel: Channel) => {
    const wanted = channel.listeners.size > 0 && !document.hidden;
    if (!wanted) {
      channel.source?.close();
      channel.source = undefined;
      return;
    }
    if (channel.source && channel.source.readyState !== EventSource.CLOSED) return;
    const source = new EventSource(labPath(lab, '/events'));
    channel.source = source;
    const hear = (message: MessageEvent<string>) => tell(channel, JSON.parse(message.data) as LabEvent);
    for (const name of [
      'message',
      'status',
      'observation',
      'checks',
      'output',
      'files',
      'engine',
      'trouble',
    ]) {
      source.addEventListener(name, hear as EventListener);
    }
    source.onopen = () => tell(channel, { type: 'connection', state: 'open' });
    source.onerror = () => {
      tell(channel, { type: 'connection', state: 'lost' });
      // While it is CONNECTING the browser tries again by itself.
      if (source.readyState === EventSource.CLOSED && channel.source === source) void refused(lab, channel);
    };
  };
  const refused = async (lab: string, channel: Channel) => {
    channel.source = undefined;
    if (await stillSignedIn()) setTimeout(() => connect(lab, channel), againMs);
    else tell(channel, { type: 'connection', state: 'ended' });
  };
  const channelOf = (lab: string): Channel => {
    const channel = channels.get(lab) ?? { listeners: new Set(), latest: new Map(), source: undefined };
    channels.set(lab, channel);
    return channel;
  };

  // A page in the background needs none of it, and a browser allows six connections to one server.
  document.addEventListener('visibilitychange', () => {
    for (const [lab, channel] of channels) connect(lab, channel);
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
