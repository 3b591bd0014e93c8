/**
 * The text of each script of a page that runs and has no `src`. The pages are our own, made by Astro, so a
 * script cannot hold `</script`, and every attribute stands in quotes.
 */
export function inlineScripts(html: string): readonly string[] {
  const found: string[] = [];
  for (const [, attributes = '', text = ''] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)) {
    const type = /\btype="([^"]*)"/.exec(attributes)?.[1] ?? '';
    const runs = type === '' || type === 'module' || type === 'text/javascript';
    if (runs && !/\bsrc=/.test(attributes)) found.push(text);
  }
  return found;
}
