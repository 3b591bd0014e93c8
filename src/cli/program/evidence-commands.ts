import type { Command } from 'commander';
import type { CommandFrame } from './command-frame.ts';
import { commands } from './commands.ts';

/** What was signed of what was judged. */
export function addEvidenceCommands(program: Command, { act, json, roots, signal }: CommandFrame): void {
  const evidence = program.command('evidence').description('what was judged, signed for others to verify');
  json(
    evidence
      .command('verify <file>')
      .description('who signed it, and whether it was changed since')
      .option('--key <file>', 'public keys of who signed; those of this home unless given')
      .option('--head <hash>', 'a hash that has to be in the chain'),
  ).action(
    act(async ({ options, output }, file: string) =>
      (await commands.evidence()).verifyEvidence(file, options, output),
    ),
  );
  json(
    roots(
      evidence
        .command('judge <file>')
        .description('judge what was observed once more, by the lab that judged it then')
        .option('--observation <file>', 'what was judged; what this home has of it unless given')
        .option('--key <file>', 'public keys of who signed; those of this home unless given'),
    ),
  ).action(
    act(async ({ options, output }, file: string) =>
      (await commands.judgeEvidence()).judgeEvidence(file, options, output, signal),
    ),
  );
  json(
    evidence
      .command('key')
      .description('the public keys that this home signs with')
      .option('--renew', 'make another one first, and destroy the private half of the one before'),
  ).action(act(async ({ options, output }) => (await commands.evidence()).printKeys(options, output)));
  json(
    evidence.command('export <file>').description('write all of this home, one a line, as a chain'),
  ).action(
    act(async ({ options, output }, file: string) =>
      (await commands.evidence()).exportEvidence(file, options, output),
    ),
  );
}
