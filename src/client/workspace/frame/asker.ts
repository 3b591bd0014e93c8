import { type ReadonlySignal, signal } from '@preact/signals';

/** A question that must be answered before something happens. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** Shown as it stands, such as what is about to be pasted. */
  readonly quote?: string;
  /** A text to be given, with what it is called. */
  readonly field?: {
    readonly label: string;
    readonly value: string;
    readonly problem: (value: string) => string | undefined;
  };
  readonly yes: string;
  readonly danger?: boolean;
}

/** Asks one question at a time in a dialog. */
export interface Asker {
  readonly asked: ReadonlySignal<
    { readonly question: Question; readonly answer: (text: string | undefined) => void } | undefined
  >;
  /** Whether the reader said yes. */
  confirm(question: Question): Promise<boolean>;
  /** The text given; undefined: the reader thought better of it. */
  prompt(question: Question): Promise<string | undefined>;
}

export function makeAsker(): Asker {
  const asked = signal<Asker['asked']['value']>(undefined);
  const prompt = (question: Question) =>
    new Promise<string | undefined>((resolve) => {
      asked.value?.answer(undefined);
      asked.value = {
        question,
        answer(text) {
          asked.value = undefined;
          resolve(text);
        },
      };
    });
  return { asked, prompt, confirm: async (question) => (await prompt(question)) !== undefined };
}
