/** Documents about images that labs of the book made, by name: `statements/NAME.json`. */
import { readStatement, type Statement } from '../lab/statements/statement.ts';

const texts = import.meta.glob<string>('./statements/*.json', {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** Throws, with the place, where there is none of that name, or where it is none. */
export function ownStatement(name: string, place: string): Statement {
  const text = texts[`./statements/${name}.json`];
  if (text === undefined) throw new Error(`${place}: there is no document src/site/statements/${name}.json.`);
  const read = readStatement(text);
  if ('fault' in read) throw new Error(`${place}: src/site/statements/${name}.json: ${read.fault}`);
  return read;
}
