import manifest from '../../package.json' with { type: 'json' };

/** The version of the Drydock that runs: an attempt says which one judged it. */
export const drydockVersion: string = manifest.version;
