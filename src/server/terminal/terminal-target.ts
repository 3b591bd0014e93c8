import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import type { TerminalSize } from '../../lab/ports/engine.ts';
import { TerminalParams } from '../../lab/wire/lab-routes.ts';
import { paths } from '../../lab/wire/paths.ts';
import { awaitsStartParam } from '../../lab/wire/terminal.ts';
import { matchPath } from '../socket-caller.ts';

const Id = z.string().regex(/^[\w-]{1,64}$/);
const SharedParams = z.object({ session: Id, id: Id });

/** Which shell an address names: one of the caller's own, or one that they were let look into. */
export type TerminalTarget = { readonly size: TerminalSize | undefined; readonly awaitsStart: boolean } & (
  | { readonly own: z.output<typeof TerminalParams> }
  | { readonly shared: z.output<typeof SharedParams> }
);

/** Reads the address of a terminal, with the size that it may say. Throws `not-found` for any other. */
export function parseTarget(url: string): TerminalTarget {
  const { pathname, searchParams } = URL.parse(url, 'http://terminal') ?? new URL('http://terminal');
  const columns = Number(searchParams.get('columns') ?? Number.NaN);
  const rows = Number(searchParams.get('rows') ?? Number.NaN);
  const size = Number.isFinite(columns) && Number.isFinite(rows) ? { columns, rows } : undefined;
  const awaitsStart = searchParams.get(awaitsStartParam) !== null;
  const named = TerminalParams.safeParse(matchPath(paths.terminal[1], url));
  if (named.success) return { own: named.data, size, awaitsStart };
  const looked = SharedParams.safeParse(matchPath(paths.sharedTerminal[1], url));
  if (looked.success) return { shared: looked.data, size, awaitsStart };
  throw new DrydockError('not-found', { message: `There is no terminal at ${pathname}.` });
}
