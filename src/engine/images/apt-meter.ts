const units: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/**
 * Adds up what apt-get says of its downloads: `Need to get 39.2 MB of archives.`, then `Get:3 … [123 kB]` for each.
 * Sizes in bytes; undefined before apt has said how much there is.
 */
export class AptMeter {
  totalBytes: number | undefined;
  currentBytes = 0;

  add(line: string): void {
    const need = /^Need to get ([\d.,]+ [kMG]?B)(?:\/[\d.,]+ [kMG]?B)? of (?:archives|source archives)/.exec(
      line,
    );
    if (need !== null) {
      this.totalBytes = parseSize(need[1] ?? '');
      this.currentBytes = 0;
      return;
    }
    const got = /^Get:\d+ .* \[([\d.,]+ [kMG]?B)\]$/.exec(line);
    if (got !== null && this.totalBytes !== undefined) {
      this.currentBytes = Math.min(this.currentBytes + parseSize(got[1] ?? ''), this.totalBytes);
    }
  }
}

function parseSize(text: string): number {
  const [value = '0', unit = 'B'] = text.split(' ');
  return Math.round(Number(value.replaceAll(',', '')) * (units[unit] ?? 1));
}
