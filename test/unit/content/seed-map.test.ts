import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

const content = new URL('../../../content/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, content), 'utf8');

const fields = { source: z.string().min(1), note: z.string().optional() };
const place = z.string().regex(/^\/[a-z-]+\/(#[a-z0-9-]+)?$/);
/** What was dealt with says where; what is still to come says in which chapter. */
const entry = <Shape extends z.ZodRawShape>(more: Shape, placed: z.ZodRawShape = {}) =>
  z.union([
    z.strictObject({ ...fields, ...more, ...placed, at: z.array(place).min(1) }),
    z.strictObject({ ...fields, ...more, chapter: z.int().min(0).max(10), pending: z.literal(true) }),
  ]);
const id = z.string().regex(/^[a-z0-9-]+$/);
const SeedMapSchema = z.strictObject({
  headings: z.array(entry({})),
  claims: z.array(entry({ id })),
  code: z.array(entry({ id })),
  links: z.array(entry({}, { cites: z.url() })),
});

const map = SeedMapSchema.parse(parse(read('seed-map.yaml')));
const all = Object.entries(map).flatMap(([kind, entries]) => entries.map((each) => ({ kind, ...each })));

interface Chapter {
  readonly text: string;
  readonly number: number;
  readonly seed: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

const chapters = new Map(
  readdirSync(content)
    .filter((name) => /^[^_].*\.mdx$/.test(name))
    .map((name): [string, Chapter] => {
      const [, head = '', text = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(read(name)) ?? [];
      const { chapter, seed } = z
        .object({ chapter: z.int(), seed: z.array(z.string()).default([]) })
        .parse(parse(head));
      const prose = text.replace(/^```[\s\S]*?^```/gm, '');
      const anchors = new Set([...prose.matchAll(/^##+ (.+)$/gm)].map(([, title = '']) => slugOf(title)));
      return [name.replace('.mdx', ''), { text, number: chapter, seed, anchors }];
    }),
);

/** As the site makes anchors of headings. */
function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

const placesOf = (each: object): readonly string[] =>
  'at' in each && Array.isArray(each.at) ? each.at.map(String) : [];
const partsOf = (at: string) => {
  const [, chapter = '', anchor] = /^\/([a-z-]+)\/(?:#(.+))?$/.exec(at) ?? [];
  return { chapter: chapters.get(chapter), anchor };
};

/** From the heading with this anchor to the next of its level or above; all of it without an anchor. */
function sectionOf(text: string, anchor: string | undefined): string {
  if (anchor === undefined) return text;
  const parts = text.split(/^(?=##+ )/m);
  const first = parts.findIndex((part) => slugOf(/^##+ (.+)$/m.exec(part)?.[1] ?? '') === anchor);
  const level = /^#+/.exec(parts[first] ?? '')?.[0].length ?? 0;
  const after = parts.slice(first + 1).findIndex((part) => (/^#+/.exec(part)?.[0].length ?? 0) <= level);
  return parts.slice(first, after < 0 ? undefined : first + 1 + after).join('');
}

describe('the map of the source', () => {
  it('has every heading, code block and link of the source, each once', () => {
    expect(map.headings).toHaveLength(13);
    expect(map.code).toHaveLength(7);
    expect(map.links).toHaveLength(16);
    expect(map.claims.length).toBeGreaterThanOrEqual(51);
    for (const entries of Object.values(map)) {
      const sources = entries.map(({ source }) => source);
      expect(new Set(sources).size).toBe(sources.length);
    }
    const ids = [...map.claims, ...map.code].map((each) => each.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(all.flatMap((each) => placesOf(each).map((at) => ({ source: each.source, at }))))(
    'finds “$source” at $at',
    ({ at }) => {
      const { chapter, anchor } = partsOf(at);
      expect(chapter, `there is no chapter for ${at}`).toBeDefined();
      if (anchor !== undefined) expect([...(chapter?.anchors ?? [])]).toContain(anchor);
    },
  );

  it('leaves nothing pending that belongs to a chapter that is written', () => {
    const written = new Set([...chapters.values()].map(({ number }) => number));
    const late = all.filter((each) => 'chapter' in each && written.has(Number(each.chapter)));
    expect(late.map(({ source }) => source)).toEqual([]);
  });

  it('cites, where it deals with a link, the document that it names', () => {
    for (const link of map.links) {
      if (!('cites' in link)) continue;
      const [at = ''] = placesOf(link);
      const { chapter, anchor } = partsOf(at);
      expect(sectionOf(chapter?.text ?? '', anchor), link.source).toContain(`](${String(link.cites)})`);
    }
  });

  it('agrees with the headings that each chapter says it deals with', () => {
    for (const [name, { seed }] of chapters) {
      const here = map.headings.filter((each) => placesOf(each).some((at) => at.startsWith(`/${name}/`)));
      expect(here.map(({ source }) => source)).toEqual(seed);
    }
  });
});
