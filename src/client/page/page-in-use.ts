/** What a page does once it is in use: labs in the prose, the workspace, how far the reader is. */
import { makeFeed } from '../core/lab-feed.ts';
import { type BookPage, makeLabs, type ReadingPage, watching } from './book-page.ts';
import { defineElement } from './element.ts';
import { connectFile } from './file-element.ts';
import { connectLab } from './lab-element.ts';
import { followGoto } from './navigate.ts';
import { whenNear } from './on-need.ts';
import { connectOwnProfile } from './own-profile-element.ts';
import { connectPredicted } from './predicted-element.ts';
import { connectMyAnswer, connectQuestion } from './question-element.ts';
import { connectLabDone, connectTask } from './task-element.ts';
import { connectTranscript } from './transcript-element.ts';
import { watchReading } from './watch-reading.ts';
import { makeDock } from './workspace-dock.ts';
import { connectXray } from './xray-element.ts';

export function usePage(reading: ReadingPage, dockElement: HTMLElement): void {
  const { connection } = reading;
  const labs = makeLabs(connection, makeFeed(connection));
  const page: BookPage = {
    ...reading,
    dock: makeDock(dockElement, connection, labs),
    lab: watching(labs),
  };
  const elements = {
    lab: connectLab,
    task: connectTask,
    'lab-done': connectLabDone,
    question: connectQuestion,
    'my-answer': connectMyAnswer,
    predicted: connectPredicted,
    transcript: connectTranscript,
    file: connectFile,
    xray: connectXray,
    'own-profile': connectOwnProfile,
    'own-calls': (of: BookPage, element: HTMLElement) =>
      void whenNear(element, () => import('./own-calls-element.ts')).then(({ connectOwnCalls }) =>
        connectOwnCalls(of, element),
      ),
  };
  for (const [name, connect] of Object.entries(elements))
    defineElement(`drydock-${name}`, (element) => connect(page, element));
  if (document.querySelector('drydock-lab'))
    connection.reach.listen((now) => {
      if (now === 'signed-in') void connection.lookAtEngine();
    });
  watchReading(page);
  followGoto();
}
