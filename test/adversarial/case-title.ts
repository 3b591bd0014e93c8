/** What the title of a test says it executes: `case 37: …`, `case 37, 38: …`, `case 85 (rootless): …`. */
export interface CaseMark {
  readonly cases: readonly number[];
  /** The class of seats that it was executed in, where the case is about one. */
  readonly seatClass?: string;
}

const pattern =
  /^case (?<cases>\d+(?:, ?\d+)*)(?: \((?<seatClass>own|privileged|rootless|runtime:[\w-]+)\))?: \S/;

/** Undefined for a title that marks no case. */
export function parseCaseTitle(title: string): CaseMark | undefined {
  const { cases, seatClass } = pattern.exec(title)?.groups ?? {};
  if (cases === undefined) return undefined;
  return { cases: cases.split(',').map(Number), ...(seatClass === undefined ? {} : { seatClass }) };
}
