/** Has the browser keep a file: it lands where downloads do. */
export function offerFile(name: string, type: string, content: BlobPart): void {
  const href = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement('a'), { href, download: name });
  link.click();
  URL.revokeObjectURL(href);
}

/** A title as the name of a file: `containers-tuesday`; `otherwise` where it has neither letter nor digit. */
export const fileNameOf = (title: string, otherwise: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60) || otherwise;
