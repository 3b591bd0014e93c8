/** Build arguments that an image's history keeps, by their names. */
import * as z from 'zod';
import { text } from '../../lab/general/engine-values.ts';

/** `GET /images/{name}/history`: https://docs.docker.com/reference/api/engine/ */
const HistorySchema = z.array(z.object({ CreatedBy: text }));

/** `|2 A=1 B=2 /bin/sh -c …` of the classic builder, `RUN |2 A=1 B=2 /bin/sh -c … # buildkit` of BuildKit. */
const withArguments = /^(?:RUN )?\|(\d+) (.*?)(?:\/bin\/sh -c |$)/s;
const named = /(?:^|\s)([A-Za-z_][A-Za-z0-9_]*)=/g;

/** Values are not kept: what they are is in the image for whoever has it. */
export function buildArgumentsOf(history: unknown): readonly string[] {
  const names = HistorySchema.parse(history).flatMap(({ CreatedBy }) => {
    const [, count, step = ''] = withArguments.exec(CreatedBy) ?? [];
    // No more than it says: the command behind them may be of any shell, and give variables of its own to programs.
    return [...step.matchAll(named)].slice(0, Number(count)).map(([, name = '']) => name);
  });
  return [...new Set(names)].sort();
}
