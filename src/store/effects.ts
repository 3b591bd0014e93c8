/** What the store takes from the world beside its file. */
export interface StoreEffects {
  readonly clock: () => Date;
  /** A ULID, greater than the ones before it. */
  readonly newId: () => string;
}
