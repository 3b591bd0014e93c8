import { type Document, Scalar, visit } from 'yaml';
import { oneLine, unprintable } from '../lab/general/one-line.ts';

/** What no version of YAML takes for anything but this text. */
const plain = /^([A-Za-z]|\.?\/)[\w./=,:-]*$/;
const notPlain = /^(y|yes|n|no|on|off|true|false|null)$/i;

/**
 * A compose file with comments before it. Texts in it are whatever somebody wrote into a container: each stays on its
 * line, is no other value to the YAML of Compose, and no variable of Compose's.
 */
export function patchText(document: Document, notes: readonly string[]): string {
  visit(document, {
    Scalar(key, node) {
      if (typeof node.value !== 'string') return;
      const text = key === 'key' ? node.value : node.value.replaceAll('$', () => '$$');
      node.value = text;
      if (!plain.test(text) || notPlain.test(text)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const lines = document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
  const comments = notes.map((note) => `# ${oneLine(note)}\n`).join('');
  return `${comments}${lines.split('\n').map(escaped).join('\n')}`;
}

/** Characters that stand in quotes, where the library left them as they are. */
function escaped(line: string): string {
  return line.replaceAll(unprintable, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
