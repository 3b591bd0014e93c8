import { expect, it } from 'vitest';
import { findLazyStyles } from '../../../src/site/integrations/lazy-styles.ts';

const chunk = (isEntry: boolean, imports: string[], ...styles: string[]) =>
  ({ type: 'chunk', isEntry, imports, viteMetadata: { importedCss: new Set(styles) } }) as const;

it('keeps the styles of entries and of what they import, and only those', () => {
  const bundle = {
    'page.js': chunk(true, ['shared.js'], 'page.css'),
    'shared.js': chunk(false, ['page.js'], 'shared.css'),
    'editor.js': chunk(false, ['shared.js'], 'editor.css', 'shared.css'),
    'page.css': { type: 'asset' },
  } as const;
  expect(findLazyStyles(bundle)).toEqual(['editor.css']);
});
