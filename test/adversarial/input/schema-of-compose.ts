import type { Workbench } from '../../../src/lab/ports/seat.ts';

/** Prints what follows the schema's mark in the program; the schema is embedded there as text. */
const script = `
program=$(docker info --format '{{range .ClientInfo.Plugins}}{{if eq .Name "compose"}}{{.Path}}{{end}}{{end}}')
at=$(grep -abo '"$id": "compose_spec.json"' "$program" | head -n 1 | cut -d: -f1)
tail -c "+$((at - 200))" "$program" | head -c 200000 | tr -d '\\000'`;

/** The JSON schema that the Compose of a workbench holds compose files against. */
export async function schemaOfCompose(bench: Workbench): Promise<unknown> {
  const { stdout } = await bench.run(['bash', '-c', script], { cwd: '/', timeoutMs: 60_000 });
  const start = stdout.lastIndexOf('{', stdout.indexOf('"$id": "compose_spec.json"'));
  let depth = 0;
  let quoted = false;
  for (let index = start; index < stdout.length; index += 1) {
    const char = stdout[index];
    if (quoted) {
      if (char === '\\') index += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) return JSON.parse(stdout.slice(start, index + 1));
    }
  }
  throw new Error('the schema of Compose was not found in its program');
}
