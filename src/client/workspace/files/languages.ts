/** The languages that the editor knows; everything else is plain text. */
export type EditorLanguage =
  | 'yaml'
  | 'dockerfile'
  | 'json'
  | 'shell'
  | 'go'
  | 'markdown'
  | 'ini'
  | 'plaintext';

const byEnding: Readonly<Record<string, EditorLanguage>> = {
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  sh: 'shell',
  bash: 'shell',
  go: 'go',
  mod: 'go',
  md: 'markdown',
  ini: 'ini',
  conf: 'ini',
  env: 'ini',
  toml: 'ini',
  service: 'ini',
  dockerfile: 'dockerfile',
};

/** By name, as the tools that read the file would know it. */
export function languageOf(path: string): EditorLanguage {
  const name = path.split('/').at(-1)?.toLowerCase() ?? '';
  if (name === 'dockerfile' || name.startsWith('dockerfile.')) return 'dockerfile';
  if (name === '.env' || name === '.editorconfig') return 'ini';
  if (name === '.bashrc' || name === '.profile') return 'shell';
  return byEnding[name.includes('.') ? (name.split('.').at(-1) ?? '') : ''] ?? 'plaintext';
}
