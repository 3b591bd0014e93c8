/** Where a session is joined: what is projected, said and scanned. */
import { showJoinCode } from '../../lab/sessions/join-code.ts';
import { bookHref } from '../page/book-root.ts';

/** `192.168.1.20:4321/join`: as somebody types it. Browsers add the rest. */
export const joinAddress = (): string => bookHref('/join').replace(/^http:\/\//, '');

/** What a QR code leads to: the page with the code filled in. */
export const joinLink = (code: string): string => bookHref(`/join/#${showJoinCode(code)}`);

/** Whether this page's address leads other devices to themselves. */
export const isOnlyHere = (): boolean => /^(localhost|127\..*|\[::1\])$/.test(location.hostname);
