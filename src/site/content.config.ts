import { defineCollection } from 'astro:content';
import { docsSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import { chapterFields } from './frontmatter.ts';

const withFields = docsSchema({ extend: chapterFields });

export const collections = {
  docs: defineCollection({
    loader: glob({ base: './content', pattern: '**/[^_]*.mdx' }),
    // The number of a chapter is also its place: Starlight orders by `sidebar.order`.
    schema: (context) =>
      withFields(context).transform((data) => ({
        ...data,
        sidebar: { ...data.sidebar, order: data.chapter ?? data.sidebar.order },
      })),
  }),
};
