/**
 * What the server says on every WebSocket of a page, as a text frame of exactly this, so that the page can tell a line on
 * which nothing happens from one that is dead: a browser answers the pings of RFC 6455 §5.5.2 by itself and tells the page
 * nothing of them. Frames of text are JSON else, which this is not, and output of a terminal is binary frames.
 */
export const heartbeat = 'still here';

/** The time from one to the next. */
export const heartbeatMs = 15_000;
