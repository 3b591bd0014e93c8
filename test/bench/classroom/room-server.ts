/** A server of a room as a process of its own, so that what it takes can be told from what its learners take. */
import { once } from 'node:events';
import { startSharedServer } from '../../adversarial/door/shared-server.ts';
import { quietSeats } from '../../fixtures/sessions/quiet-seats.ts';

await using shared = await startSharedServer({ roomSeats: quietSeats });
const { at } = shared;
const { url } = at.server;
const listed = (await at.request('/api/labs', { socket: true })).json() as readonly { readonly id: string }[];
const asked = {
  title: 'Bench',
  labs: listed.map(({ id }) => id),
  ends: new Date(Date.now() + 3_600_000).toISOString(),
  capacity: 400,
};
const made = await at.request('/api/sessions', { method: 'POST', socket: true, body: JSON.stringify(asked) });
if (made.status !== 200 && made.status !== 201) throw new Error(`No session was made: ${made.text}`);
const { id, code } = made.json() as { readonly id: string; readonly code: string };
process.stdout.write(`${JSON.stringify({ url, session: id, code, key: (await at.signIn()).key })}\n`);
// Whoever started it ends it by closing its input, also by being killed.
process.stdin.resume();
await once(process.stdin, 'end');
