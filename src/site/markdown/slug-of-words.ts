/** The first words of a text as an id: small letters, digits and hyphens. */
export function slugOfWords(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.slice(0, 10).join('-').slice(0, 80);
}
