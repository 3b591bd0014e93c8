/** What the elements of a page share: of every page, and of one that is in use. */

import type { LabId } from '../../lab/lab-id.ts';
import type { Connection } from '../core/connection.ts';
import type { LabFeed } from '../core/lab-feed.ts';
import { type LabModel, makeLabModel } from '../core/lab-model.ts';
import type { Progress } from './reader-progress.ts';
import type { Dock } from './workspace-dock.ts';

export interface ReadingPage {
  readonly connection: Connection;
  readonly progress: Progress;
}

export interface BookPage extends ReadingPage {
  readonly dock: Dock;
  lab(id: LabId): LabModel;
}

/** Each lab of which the chapter shows anything is listened to while it runs. */
export function watching(labs: (id: LabId) => LabModel): BookPage['lab'] {
  return (id) => {
    const model = labs(id);
    model.watch();
    return model;
  };
}

export function makeLabs(connection: Connection, feed: LabFeed): (id: LabId) => LabModel {
  const models = new Map<string, LabModel>();
  return (id) => {
    const model = models.get(id) ?? makeLabModel(id, connection, feed);
    models.set(id, model);
    return model;
  };
}
