/** A time as it was typed by the clocks of a course, and the moment that it is where the server found one. */
export interface TypedTime {
  /** `2026-10-25T02:30`, with an offset where somebody chose between two moments. Empty: nothing is typed. */
  readonly text: string;
  readonly instant: string | undefined;
}

export const noTime: TypedTime = { text: '', instant: undefined };
