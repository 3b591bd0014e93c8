import { z } from 'zod';
import type { ImageProgress } from '../lab/ports/engine.ts';

/** One line of the stream that `POST /images/create` answers with. */
export const progressSchema = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).nullish(),
});

export type PullLine = z.infer<typeof progressSchema>;

/** Sums the layers of a pull: what has come and what is known to come, downloads only. */
export function makePullMeter(reference: string): (line: PullLine) => ImageProgress | undefined {
  const layers = new Map<string, { current: number; total: number }>();
  return ({ id, status, progressDetail }) => {
    if (status === undefined) return undefined;
    if (id !== undefined && status === 'Downloading') {
      layers.set(id, { current: progressDetail?.current ?? 0, total: progressDetail?.total ?? 0 });
    }
    const known = id === undefined ? undefined : layers.get(id);
    if (id !== undefined && known && /^(?:Download complete|Extracting|Pull complete)$/.test(status)) {
      layers.set(id, { ...known, current: known.total });
    }
    const sum = (field: 'current' | 'total') =>
      [...layers.values()].reduce((all, layer) => all + layer[field], 0);
    const bytes = layers.size === 0 ? {} : { currentBytes: sum('current'), totalBytes: sum('total') };
    return { reference, step: status, ...bytes };
  };
}
