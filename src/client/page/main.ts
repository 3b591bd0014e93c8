/** What every page of the book does before anyone touches it. No framework; what is heavy is imported on use. */

import { makeConnection } from '../core/connection.ts';
import { makeFeed } from '../core/lab-feed.ts';
import { handOver } from '../core/local-storage.ts';
import { type BookPage, makeLabs, watching } from './book-page.ts';
import { nameCodeRegions, reachWhatScrolls } from './code-regions.ts';
import { closeContentsOnUse, markSections, offerToContinue, showProgress, watchReading } from './contents.ts';
import { defineElement } from './element.ts';
import { connectFile } from './file-element.ts';
import { connectLab } from './lab-element.ts';
import { followGoto } from './navigate.ts';
import { connectCalibration, connectPredict, connectPredicted } from './prediction-element.ts';
import { connectMyAnswer, connectQuestion } from './question-element.ts';
import { makeProgress } from './reader-progress.ts';
import { connectDue, connectRecall } from './recall-element.ts';
import { connectSearch } from './search-element.ts';
import { listenForHelp } from './shortcuts.ts';
import { connectLabDone, connectTask } from './task-element.ts';
import { connectTheme } from './theme-element.ts';
import { connectTranscript } from './transcript-element.ts';
import { makeDock } from './workspace-dock.ts';
import { connectXray } from './xray-element.ts';

function openBook(dockElement: HTMLElement): void {
  const connection = makeConnection();
  if (connection.person !== undefined) handOver(connection.person);
  const labs = makeLabs(connection, makeFeed(connection));
  const page: BookPage = {
    connection,
    progress: makeProgress(connection),
    dock: makeDock(dockElement, connection, labs),
    lab: watching(labs),
  };
  const elements: Record<string, (page: BookPage, element: HTMLElement) => void> = {
    lab: connectLab,
    task: connectTask,
    'lab-done': connectLabDone,
    question: connectQuestion,
    'my-answer': connectMyAnswer,
    predict: connectPredict,
    predicted: connectPredicted,
    calibration: connectCalibration,
    recall: connectRecall,
    due: connectDue,
    transcript: connectTranscript,
    file: connectFile,
    xray: connectXray,
  };
  for (const [name, connect] of Object.entries(elements)) {
    defineElement(`drydock-${name}`, (element) => connect(page, element));
  }
  defineElement('drydock-search', connectSearch);
  defineElement('drydock-theme', connectTheme);
  defineElement('drydock-takeaways', (element) => {
    void import('./takeaways-element.ts').then(({ connectTakeaways }) => connectTakeaways(page, element));
  });
  defineElement('drydock-host', (element) => {
    void import('./host-element.ts').then(({ connectHost }) => connectHost(connection, element));
  });
  markSections();
  nameCodeRegions();
  reachWhatScrolls();
  closeContentsOnUse();
  showProgress(page);
  watchReading(page);
  offerToContinue(page);
  followGoto();
  listenForHelp();
  void connection.look();
}

const dock = document.querySelector<HTMLElement>('drydock-workspace-dock');
if (dock) openBook(dock);
