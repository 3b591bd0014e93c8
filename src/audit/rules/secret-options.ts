import { findSecrets, findSecretUrl } from './secrets.ts';

/** `--db-password=x`, `--requirepass x`: the last word of an option's name is a secret, and a value is behind it. */
const secretOption =
  /^--?((?:[a-z0-9]+-)*(?:password|passwd|passphrase|requirepass|secret|token|api-?key|access-?key|private-?key))(?:=(.*))?$/is;
/** `sh -c`, `bash -euc`: the next word is a script. */
const scriptOption = /^-[a-z]*c$/;
const isPath = (value: string) => /^[./]/.test(value);

/**
 * Names with which secrets stand in a command line, as options, variables or parts of URLs, those of a shell's script
 * too. The values stay where they are.
 */
export function findSecretOptions(argv: readonly string[]): readonly string[] {
  const found = argv.flatMap((word, index) => {
    if (scriptOption.test(argv[index - 1] ?? '')) return findSecretOptions(wordsOf(word));
    const [, name, value = argv[index + 1] ?? ''] = secretOption.exec(word) ?? [];
    if (name !== undefined) return value === '' || value.startsWith('-') || isPath(value) ? [] : [name];
    const variables = findSecrets([word]);
    if (variables.length > 0) return variables;
    const scheme = findSecretUrl(word);
    return scheme === undefined ? [] : [`the password of a ${scheme}:// URL`];
  });
  return [...new Set(found)];
}

/** One word of a shell: quoted pieces and others that stand together. */
const shellWord = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\;&|()<>])+/gs;
const quoted = /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs;
/** It is given to a program in its environment, and comes from elsewhere. */
const isGiven = (word: string) => /^[A-Za-z_]\w*=.*\$/s.test(word);

function wordsOf(script: string): readonly string[] {
  const words = [...script.matchAll(shellWord)].map(([word]) =>
    word.replaceAll(quoted, (_all, double, single, escaped) => double ?? single ?? escaped),
  );
  return words.filter((word) => !isGiven(word));
}
