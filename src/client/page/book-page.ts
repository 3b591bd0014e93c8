/** What the elements of a page share. */
import type { Dock } from './dock.ts';
import type { LabFeed } from './lab-feed.ts';
import { type LabModel, makeLabModel } from './lab-model.ts';
import type { Presence } from './presence.ts';
import type { Progress } from './progress.ts';

export interface BookPage {
  readonly presence: Presence;
  readonly feed: LabFeed;
  readonly progress: Progress;
  readonly dock: Dock;
  lab(id: string): LabModel;
}

export function makeLabs(presence: Presence, feed: LabFeed): (id: string) => LabModel {
  const models = new Map<string, LabModel>();
  return (id) => {
    const model = models.get(id) ?? makeLabModel(id, presence, feed);
    models.set(id, model);
    return model;
  };
}
