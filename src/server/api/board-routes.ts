import { writeTable } from '../../grades/tables/write-table.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { ServerApp } from '../environment.ts';
import { sightOf } from '../sessions/board-stream.ts';
import type { Boards } from '../sessions/boards.ts';
import { viewSessionRecord } from '../sessions/session-record.ts';
import { sessionRows } from '../sessions/session-rows.ts';
import { routeOf } from './route-parts.ts';

export interface BoardParts {
  readonly store: Store;
  readonly boards: Boards;
}

/** How everybody in a session stands now. */
export function addBoardRoutes(app: ServerApp, { store, boards }: BoardParts): void {
  app.openapi(routeOf(routes.board), (c) => {
    const { session } = c.req.valid('param');
    return c.json(boards.read(session, sightOf(store, c.get('caller'), session)), 200);
  });

  app.openapi(routeOf(routes.sessionTable), (c) => {
    const { session } = c.req.valid('param');
    const rows = sessionRows(boards.read(session, sightOf(store, c.get('caller'), session)));
    return c.json({ text: writeTable(rows), rows: rows.length - 1 }, 200);
  });
  app.openapi(routeOf(routes.sessionRecord), (c) => {
    const { session: id } = c.req.valid('param');
    const board = boards.read(id, sightOf(store, c.get('caller'), id));
    const session = store.findSession(id);
    if (session === undefined) throw new DrydockError('not-found', { message: `There is no session ${id}.` });
    return c.json(viewSessionRecord(store, session, board), 200);
  });
}
