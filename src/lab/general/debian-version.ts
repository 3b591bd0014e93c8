/**
 * Versions of Debian's packages, in the order that dpkg(1) gives them: see deb-version(7), "Sorting algorithm".
 * Answers below zero, zero or above zero, as a comparison for `sort` does.
 */
export function compareDebianVersions(left: string, right: string): number {
  const [a, b] = [partsOf(left), partsOf(right)];
  return a.epoch - b.epoch || comparePart(a.upstream, b.upstream) || comparePart(a.revision, b.revision);
}

/** `[epoch:]upstream[-revision]`: without a revision is as with `0`, since both sort alike. */
function partsOf(version: string) {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/s.exec(version) ?? [];
  const dash = rest.lastIndexOf('-');
  return {
    epoch: Number(epoch),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

/** Runs of other characters and runs of digits take turns; the first that differ decide. */
function comparePart(left: string, right: string): number {
  const [a, b] = [runsOf(left), runsOf(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [x = '', y = ''] = [a[index], b[index]];
    const order = index % 2 === 0 ? compareText(x, y) : compareNumbers(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

/** An even place has no digits, perhaps nothing; an odd one has digits alone. */
function runsOf(part: string): readonly string[] {
  return [...part.matchAll(/(\D*)(\d*)/g)].flatMap(([, text = '', digits = '']) => [text, digits]);
}

function compareText(left: string, right: string): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = weightOf(left[index]) - weightOf(right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde sorts before the end, the end before letters, letters before all else. */
function weightOf(character: string | undefined): number {
  if (character === '~') return -1;
  if (character === undefined) return 0;
  const code = character.charCodeAt(0);
  return /[a-z]/i.test(character) ? code : code + 256;
}

function compareNumbers(left: string, right: string): number {
  const [a, b] = [BigInt(left || '0'), BigInt(right || '0')];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
