import { expect, test } from 'vitest';
import { languageOf } from '../../../../../src/client/workspace/files/languages.ts';

test.each([
  ['compose.yaml', 'yaml'],
  ['bot/Dockerfile', 'dockerfile'],
  ['Dockerfile.dev', 'dockerfile'],
  ['seccomp-bot.json', 'json'],
  ['run.sh', 'shell'],
  ['bot/main.go', 'go'],
  ['.env', 'ini'],
  ['LICENSE', 'plaintext'],
])('%s is edited as %s', (path, language) => {
  expect(languageOf(path)).toBe(language);
});
