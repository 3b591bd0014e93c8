import type { OuterKind } from '../../lab/seats/seat-kind.ts';
import type { EngineAdvice } from './engine-commands.ts';
import { adviseEngine } from './engine-commands.ts';
import type { EngineFacts } from './engine-facts.ts';

/** Which engine is used, and why, for the reader. */
export type EngineDecision =
  | { readonly kind: OuterKind; readonly why: string }
  | { readonly kind: 'nested'; readonly outer: OuterKind; readonly why: string }
  | { readonly kind: 'absent'; readonly why: string; readonly advice: readonly EngineAdvice[] };

/** Chooses from facts alone: `--engine`, else what was chosen before, else the best that is here. */
export function decideEngine(facts: EngineFacts): EngineDecision {
  const { asked, recorded } = facts;
  switch (asked ?? recorded?.kind) {
    case 'host':
      return decideHost(facts);
    case 'embedded':
      return decideEmbedded(facts, asked === 'embedded' ? '--engine embedded' : 'chosen before');
    case 'nested':
      return decideNested(facts);
    case undefined:
      return decideFresh(facts);
  }
}

function decideFresh(facts: EngineFacts): EngineDecision {
  const { docker, images } = facts;
  if (docker.state === 'reachable') {
    const { source } = docker.docker;
    return images.available
      ? { kind: 'host', why: `Docker answers at ${source}, and images can be had there: ${images.reason}.` }
      : {
          kind: 'nested',
          outer: 'host',
          why: `Docker answers at ${source} and cannot get images (${images.reason}); labs run in an engine inside of it, for which images are built here.`,
        };
  }
  return decideEmbedded(facts, 'no Docker answers on this machine');
}

function decideHost(facts: EngineFacts): EngineDecision {
  const { docker, asked } = facts;
  if (docker.state === 'reachable') {
    const why = asked === 'host' ? '--engine host' : 'chosen before';
    return { kind: 'host', why: `${why}: Docker answers at ${docker.docker.source}.` };
  }
  return absent(
    facts,
    `${describeMissing(facts)} Choose another engine with --engine embedded or --engine nested.`,
  );
}

function decideNested(facts: EngineFacts): EngineDecision {
  const { docker, asked, recorded } = facts;
  const why = asked === 'nested' ? '--engine nested' : 'chosen before';
  const outer = asked === undefined ? recorded?.outer : undefined;
  if (outer !== 'embedded' && docker.state === 'reachable') {
    return { kind: 'nested', outer: 'host', why: `${why}: inside of the Docker at ${docker.docker.source}.` };
  }
  if (outer === 'host') return absent(facts, describeMissing(facts));
  const embedded = decideEmbedded(facts, why);
  return embedded.kind === 'embedded' ? { kind: 'nested', outer: 'embedded', why: embedded.why } : embedded;
}

function decideEmbedded(facts: EngineFacts, reason: string): EngineDecision {
  const { platform, isRoot, embedded } = facts;
  if (embedded.running) return { kind: 'embedded', why: `${reason}: the private engine of this home runs.` };
  if (platform !== 'linux') return absent(facts, `${describeMissing(facts)} A private engine needs Linux.`);
  if (!isRoot) return absent(facts, `${describeMissing(facts)} A private engine needs root.`);
  if (embedded.otherDockerd) {
    return absent(
      facts,
      'Another Docker daemon runs in this network namespace and does not answer us; a private engine beside it would delete its firewall rules.',
    );
  }
  if (!embedded.possible) {
    return absent(
      facts,
      `${describeMissing(facts)} Its packages cannot be installed here: there is no apt-get.`,
    );
  }
  return { kind: 'embedded', why: `${reason}: a private engine of this home.` };
}

function describeMissing({ docker }: EngineFacts): string {
  return docker.state === 'unreachable'
    ? `The Docker that ${docker.docker.source} names does not answer: ${docker.reason}`
    : 'There is no Docker on this machine.';
}

function absent(facts: EngineFacts, why: string): EngineDecision {
  return { kind: 'absent', why, advice: adviseEngine(facts) };
}
