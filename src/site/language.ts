import { extname } from 'node:path';

const byExtension: Readonly<Record<string, string>> = {
  '.c': 'c',
  '.go': 'go',
  '.json': 'json',
  '.md': 'markdown',
  '.mod': 'go',
  '.py': 'python',
  '.sh': 'bash',
  '.sql': 'sql',
  '.toml': 'toml',
  '.ts': 'ts',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

/** The grammar for a file, by its name. */
export function languageOf(path: string): string {
  if (/(^|\/)(Dockerfile|Containerfile)(\.|$)|\.Dockerfile$/.test(path)) return 'dockerfile';
  return byExtension[extname(path)] ?? 'text';
}
