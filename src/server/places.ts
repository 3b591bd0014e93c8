/** Counts what each person has open. */
export interface Places {
  /** Throws where the person has all that they may have. */
  take(person: string): Disposable;
}

export function makePlaces(mostPerPerson: number, refusal: () => Error): Places {
  const taken = new Map<string, number>();
  return {
    take: (person) => {
      const count = taken.get(person) ?? 0;
      if (count >= mostPerPerson) throw refusal();
      taken.set(person, count + 1);
      let isGiven = true;
      return {
        [Symbol.dispose]: () => {
          if (!isGiven) return;
          isGiven = false;
          const left = (taken.get(person) ?? 1) - 1;
          if (left > 0) taken.set(person, left);
          else taken.delete(person);
        },
      };
    },
  };
}
