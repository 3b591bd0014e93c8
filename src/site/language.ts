import { extname } from 'node:path';

const byExtension: Readonly<Record<string, string>> = {
  '.c': 'c',
  '.go': 'go',
  '.json': 'json',
  '.md': 'markdown',
  '.mod': 'go',
  '.pl': 'perl',
  '.py': 'python',
  '.sh': 'bash',
  '.sql': 'sql',
  '.toml': 'toml',
  '.ts': 'ts',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

const byInterpreter: Readonly<Record<string, string>> = {
  bash: 'bash',
  perl: 'perl',
  python3: 'python',
  sh: 'bash',
};

/** The grammar for a file, by its name, or by the interpreter that its first line names. */
export function languageOf(path: string, text = ''): string {
  if (/(^|\/)(Dockerfile|Containerfile)(\.|$)|\.Dockerfile$/.test(path)) return 'dockerfile';
  const interpreter = /^#!(?:\S*\/)?([\w.]+)(?: +([\w.]+))?/.exec(text);
  const named = interpreter?.[1] === 'env' ? interpreter[2] : interpreter?.[1];
  return byExtension[extname(path)] ?? byInterpreter[named ?? ''] ?? 'text';
}
