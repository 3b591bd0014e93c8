/**
 * What `drydock labs verify` would play, without an engine: `node plan.ts LABS CONTENT` reads every lab, the files of
 * each of its states, and the transcripts that name it, and prints how many states there are.
 */
import { bookSeed, makeVars } from '../../../src/lab/manifest/vars.ts';
import { readChapters } from '../../../src/runner/chapters.ts';
import { LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { readLabState, readState } from '../../../src/runner/library/lab-state.ts';
import { mistakesOf } from '../../../src/runner/verify/service-removed.ts';

const [labs = '', content = ''] = process.argv.slice(2);
const library = await LabLibrary.open(labs);
const { chapters } = await readChapters(content);
const placed = chapters.flatMap(({ transcripts }) => transcripts);
let states = 0;
let transcripts = 0;
for (const lab of library.list()) {
  const vars = makeVars(lab.manifest.vars, lab.id, bookSeed);
  const { accepts, scenes } = lab.manifest.states;
  const named = ['start', 'solution', ...Object.keys(accepts), ...Object.keys(scenes)];
  for (const name of named) await readLabState(lab, name, vars);
  const mistakes = Object.values(mistakesOf(lab.manifest));
  for (const mistake of mistakes) await readState(lab, mistake, vars);
  states += named.length + mistakes.length;
  transcripts += placed.filter(({ transcript }) => transcript.lab === lab.id).length;
}
console.log(JSON.stringify({ labs: library.list().length, states, transcripts }));
