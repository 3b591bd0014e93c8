/** Resolves in a task of its own: what the reader does meanwhile, and the next picture, need not wait. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
