/**
 * Code that is wider than its block becomes a region that scrolls by keys; Expressive Code gives it the role and no
 * name. Regions of one page are told apart by their names: the file's, else the first words of the code.
 */
export function nameCodeRegions(): void {
  const name = () => {
    for (const code of document.querySelectorAll('pre[role="region"]:not([aria-label])')) {
      const title = code.closest('figure')?.querySelector('.title')?.textContent?.trim();
      const first = code.textContent?.trim().split('\n')[0]?.slice(0, 40);
      code.setAttribute('aria-label', `Code: ${title || first || 'empty'}`);
    }
  };
  name();
  new MutationObserver(name).observe(document.body, { subtree: true, attributeFilter: ['role'] });
}
