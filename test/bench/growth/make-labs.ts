/** Labs that differ in their names alone, to see what grows with their number. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../src/cli/root.ts';
import type { LabId } from '../../../src/lab/lab-id.ts';

const model = join(root, 'test', 'bench', 'labs', 'bench', 'ten-checks');
const imported = /'[./]+\/src\/lab\/authoring\.ts'/;

/** Writes so many labs below a folder, each in a chapter of its own. `authoring`: from where they import. */
export function makeLabs(
  dir: string,
  count: number,
  authoring = join(root, 'src', 'lab', 'authoring.ts'),
): readonly LabId[] {
  const manifest = readFileSync(join(model, 'lab.ts'), 'utf8');
  return Array.from({ length: count }, (_, index) => {
    const id: LabId = `grown-${index}/lab`;
    const folder = join(dir, id);
    mkdirSync(folder, { recursive: true });
    cpSync(join(model, 'start'), join(folder, 'start'), { recursive: true });
    const named = manifest.replace('Ten checks of three services', `Grown lab ${index}`);
    writeFileSync(join(folder, 'lab.ts'), named.replace(imported, `'${authoring}'`));
    return id;
  });
}

/** The chapter of each of them: a page's prose, the lab and its task. */
export function makeChapters(dir: string, labs: readonly LabId[]): void {
  const prose = 'A container is a process about which enough has been said. '.repeat(12).trim();
  labs.forEach((lab, index) => {
    const head = `---\ntitle: Grown ${index}\ndescription: A page of the bench.\nchapter: ${100 + index}\nminutes: 5\nlabs: [${lab}]\n---\n`;
    const sections = Array.from({ length: 6 }, (_, at) => `## Section ${at}\n\n${prose}\n`).join('\n');
    const placed = `<Lab id="${lab}" />\n\n<Task id="all">\n\n${prose}\n\n</Task>\n`;
    writeFileSync(join(dir, `grown-${index}.mdx`), `${head}\n${sections}\n${placed}`);
  });
}
