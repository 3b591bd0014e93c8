/** Labels that say whose something is: Compose's and Drydock's to give. */

/** Labels by which Drydock knows its own containers; `src/seats/labels.ts` gives them. */
export const ownershipLabels: readonly string[] = ['home', 'role', 'run', 'seat', 'class'].map(
  (name) => `dev.drydock.${name}`,
);

/** Names that no compose file and no Dockerfile may give a label. */
export const isReservedLabel = (name: string): boolean => /^(?:com\.docker\.|dev\.drydock\.)/.test(name);
