/**
 * Code that is wider than its block becomes a region that scrolls by keys; Expressive Code gives it the role and no
 * name. Regions of one page are told apart by their names, and buttons that copy too: the file's and its lab's, since
 * most labs have a `compose.yaml`, else the first words of the code.
 */
export function nameCodeRegions(): void {
  const nameOf = (code: Element) => {
    const title = code.closest('figure')?.querySelector('.title')?.textContent?.trim();
    const lab = code.closest<HTMLElement>('drydock-file')?.dataset.lab;
    if (title && lab) return `${title} of ${lab}`;
    return title || code.textContent?.trim().split('\n')[0]?.slice(0, 40) || 'empty';
  };
  const name = () => {
    for (const code of document.querySelectorAll('pre[role="region"]:not([aria-label])'))
      code.setAttribute('aria-label', `Code: ${nameOf(code)}`);
  };
  for (const button of document.querySelectorAll('.expressive-code .copy button')) {
    const code = button.closest('figure')?.querySelector('pre');
    if (code) button.setAttribute('aria-label', `Copy ${nameOf(code)}`);
  }
  name();
  new MutationObserver(name).observe(document.body, { subtree: true, attributeFilter: ['role'] });
}

/**
 * What scrolls sideways is reached by keyboard, and only that: without this a chapter would have a stop for every
 * command and every output. Without script each of them is one.
 */
export function reachWhatScrolls(): void {
  const seen = new ResizeObserver((entries) => {
    const wide = entries.map(({ target }) => [target, target.scrollWidth > target.clientWidth] as const);
    for (const [target, scrolls] of wide) {
      if (scrolls) target.setAttribute('tabindex', '0');
      else target.removeAttribute('tabindex');
    }
  });
  for (const place of document.querySelectorAll(
    '.dd-transcript pre, .dd-shell, .x-rails-scroll, .sl-markdown-content table',
  ))
    seen.observe(place);
}
