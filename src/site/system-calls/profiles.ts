/** Profiles of the book's own, by name: `profiles/NAME.json`. */
const texts = import.meta.glob<string>('./profiles/*.json', {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** The text of a profile. Throws, with the place, where there is none of that name. */
export function ownProfile(name: string, place: string): string {
  const text = texts[`./profiles/${name}.json`];
  if (text === undefined)
    throw new Error(`${place}: there is no profile src/site/system-calls/profiles/${name}.json.`);
  return text;
}
