/** A row of the table of attacks as it is written: its number, what is tried, what has to come of it. */
export type Row = readonly [
  number: number,
  attack: string,
  outcome: string,
  more?: Partial<Pick<Case, 'tests' | 'claimedBy' | 'notYet'>>,
];

export type Area = 'input' | 'files' | 'door' | 'seats' | 'home' | 'fault';

export interface Case {
  readonly number: number;
  readonly area: Area;
  readonly attack: string;
  readonly outcome: string;
  /** Where its tests stand: files, or folders of them. */
  readonly tests: readonly string[];
  /** Classes of seats that claim to stop it. Each has to show it: `case N (class): …`. */
  readonly claimedBy?: readonly string[];
  /** Why nothing can execute it yet. A test that does is counted all the same. */
  readonly notYet?: string;
}
