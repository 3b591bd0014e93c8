/** A step of apt-get as it tells it on its status descriptor. */
export interface AptStep {
  /** `download` fetches archives, `install` unpacks and configures. */
  readonly phase: 'download' | 'install';
  /** Of the phase, 0 to 100. */
  readonly percent: number;
  readonly text: string;
}

/** `dlstatus:1:4.5:Retrieving file 1 of 20`, `pmstatus:docker.io:51.2:Unpacking docker.io (amd64)`. */
export function parseAptStatus(line: string): AptStep | undefined {
  const match = /^(dlstatus|pmstatus):[^:]*:([\d.]+):(.*)$/.exec(line.trim());
  if (match === null) return undefined;
  const [, kind, percent, text = ''] = match;
  return { phase: kind === 'dlstatus' ? 'download' : 'install', percent: Number(percent), text };
}

const units: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/** `Need to get 92.4 MB of archives.` or `Need to get 1,204 kB/92.4 MB of archives.`: the part still to come. */
export function parseDownloadBytes(output: string): number | undefined {
  const match = /Need to get ([\d.,]+) ([kMG]?B)/.exec(output);
  const unit = units[match?.[2] ?? ''];
  return match?.[1] === undefined || unit === undefined
    ? undefined
    : Number(match[1].replaceAll(',', '')) * unit;
}
