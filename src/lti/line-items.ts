/** The column of a gradebook that scores go to: AGS 2.0 §3.2. */
import * as z from 'zod';
import type { LtiOutgoing } from '../lab/ports/lti-store.ts';
import type { LtiAnswer, LtiRequest } from './http.ts';
import { parseJson } from './parse-json.ts';

/** A call with a token. */
export type Call = (request: LtiRequest) => Promise<LtiAnswer>;

const LineItemSchema = z.object({
  id: z.string().max(2_048),
  resourceId: z.string().nullish(),
  tag: z.string().nullish(),
});

const itemType = 'application/vnd.ims.lis.v2.lineitem+json';
const listType = 'application/vnd.ims.lis.v2.lineitemcontainer+json';

/** How columns of ours are told from others of one resource. */
export const lineItemTag = 'drydock';
const mostPages = 50;

/** Where one was found, or why none was. */
export type FoundLineItem =
  | { readonly url: string }
  | { readonly refused: LtiAnswer }
  | { readonly problem: string };

/**
 * The line item of a score's destination: the one that is there, made where there is none. Platforms keep two where
 * it is made twice, so it is looked for first.
 */
export async function findLineItem(
  { destination, of }: Pick<LtiOutgoing, 'destination' | 'of'>,
  container: string,
  label: string,
  call: Call,
): Promise<FoundLineItem> {
  const first = new URL(container);
  first.searchParams.set('resource_id', destination);
  first.searchParams.set('tag', lineItemTag);
  let next: string | undefined = first.href;
  for (let page = 0; next !== undefined && page < mostPages; page += 1) {
    const answer: LtiAnswer = await call({ url: next, headers: { accept: listType } });
    if (answer.status >= 400) return { refused: answer };
    const items = z.array(LineItemSchema).safeParse(parseJson(answer.text)).data;
    if (items === undefined) return { problem: 'its list of columns cannot be read' };
    // Not all platforms filter.
    const ours = items.find(({ resourceId, tag }) => resourceId === destination && tag === lineItemTag);
    if (ours !== undefined) return { url: ours.id };
    next = nextOf(answer.headers.get('link'), next);
  }
  const made = await call({
    url: container,
    method: 'POST',
    headers: { 'content-type': itemType, accept: itemType },
    body: JSON.stringify({ label, scoreMaximum: of, resourceId: destination, tag: lineItemTag }),
  });
  if (made.status >= 400) return { refused: made };
  const item = LineItemSchema.safeParse(parseJson(made.text)).data;
  return item === undefined ? { problem: 'the column that it made cannot be read' } : { url: item.id };
}

/** RFC 8288, of the same place only. */
function nextOf(header: string | null, from: string): string | undefined {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(header ?? '')?.[1];
  const url = target === undefined ? null : URL.parse(target, from);
  return url?.origin === new URL(from).origin ? url.href : undefined;
}
