import { DrydockError } from '../../lab/errors.ts';

/** Not now, and nothing is wrong: the same is to be asked again by itself after so many seconds. */
export class ComeAgain extends DrydockError {
  readonly seconds: number;

  constructor(
    waitMs: number,
    details: { readonly message: (seconds: number) => string; readonly fix: string },
  ) {
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    super('too-many', { message: details.message(seconds), fix: details.fix });
    this.seconds = seconds;
  }
}
