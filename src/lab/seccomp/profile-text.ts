/** What is wrong with the text of a profile, whatever it says: readers of JSON differ in what they make of it. */
import type { Node } from 'jsonc-parser';

/** Docker's own has 15,000 characters, 400 names and 6 levels. */
const mostCharacters = 1_000_000;
const mostLevels = 32;
const mostValues = 20_000;

export interface TextFault {
  readonly message: string;
  readonly key?: string;
  readonly offset: number;
}

/** Found without reading it as JSON, which takes a call for each level. */
export function findUnreadable(text: string): TextFault | undefined {
  if (text.length > mostCharacters)
    return { message: `it is longer than ${mostCharacters.toLocaleString('en')} characters`, offset: 0 };
  let level = 0;
  let isInString = false;
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = text[offset];
    if (isInString && character === '\\') offset += 1;
    else if (character === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (character === ']' || character === '}') level -= 1;
    else if ((character === '[' || character === '{') && ++level > mostLevels)
      return { message: `it has more than ${mostLevels} levels`, offset };
  }
  return undefined;
}

/** In the order of the text; the tree has no more levels than `findUnreadable` lets through. */
export function* findInText(tree: Node | undefined, text: string): Generator<TextFault> {
  let values = 0;
  for (const { node, key } of walk(tree)) {
    if (++values > mostValues) {
      const message = `it has more than ${mostValues.toLocaleString('en')} values`;
      return yield { message, offset: node.offset };
    }
    if (node.type === 'object') yield* findInKeys(node);
    const written = text.slice(node.offset, node.offset + node.length);
    // Numbers of a profile are unsigned, and the Engine decodes no other spelling.
    if (node.type === 'number' && !/^(0|[1-9]\d{0,19})$/.test(written))
      yield {
        message: `${key}: ${written.slice(0, 40)} is no whole number that is written in digits`,
        key,
        offset: node.offset,
      };
    else if (node.type === 'number' && BigInt(written) >= 2n ** 64n)
      yield { message: `${key}: ${written} is more than 64 bits hold`, key, offset: node.offset };
  }
}

/** Keys that stand twice in one object, of which readers take one or the other, and one that is none to some. */
function* findInKeys({ children = [] }: Node): Generator<TextFault> {
  const seen = new Set<string>();
  for (const child of children) {
    const node = child.children?.[0];
    const name: unknown = node?.value;
    if (!node || typeof name !== 'string') continue;
    if (seen.has(name)) yield { message: `${name}: stands twice`, key: name, offset: node.offset };
    if (name === '__proto__')
      yield { message: `${name}: no profile has this key`, key: name, offset: node.offset };
    seen.add(name);
  }
}

function* walk(node: Node | undefined, key = ''): Generator<{ readonly node: Node; readonly key: string }> {
  if (!node) return;
  yield { node, key };
  for (const [index, child] of (node.children ?? []).entries()) {
    if (node.type === 'array') yield* walk(child, key === '' ? String(index) : `${key}.${index}`);
    const [name, value] = child.type === 'property' ? (child.children ?? []) : [];
    if (name) yield* walk(value, key === '' ? String(name.value) : `${key}.${String(name.value)}`);
  }
}
