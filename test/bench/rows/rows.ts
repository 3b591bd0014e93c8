import type { Row } from '../row.ts';
import { build, growthBuild } from './build-rows.ts';
import { classroomBoard, classroomCpu, classroomLost, classroomMemory, joinForty } from './classroom-rows.ts';
import { commandCheck, commandList } from './command-rows.ts';
import { grading } from './grading-row.ts';
import { growthList, growthPlan, growthStatus } from './growth-rows.ts';
import { check, checkBesideExec, reset, runChanged, runUnchanged } from './lab-rows.ts';
import { echoLimit, floodLimit } from './limit-rows.ts';
import { live, prompt } from './live-rows.ts';
import { editor, openLab } from './open-rows.ts';
import { paintInteractive, paintLargest, weight } from './page-rows.ts';
import { fortyPrompts } from './prompt-row.ts';
import { proof } from './proof-row.ts';
import { seatCold, seatWarm } from './seat-rows.ts';
import { echo, echoLine, floodFull, floodMemory, floodQuick, floodTmux, interrupt } from './terminal-rows.ts';

/** In the order of the table. */
export const rows: readonly Row[] = [
  weight,
  paintLargest,
  paintInteractive,
  openLab,
  editor,
  runUnchanged,
  runChanged,
  reset,
  check,
  checkBesideExec,
  live,
  prompt,
  echo,
  echoLine,
  echoLimit,
  floodQuick,
  floodFull,
  floodTmux,
  floodLimit,
  floodMemory,
  interrupt,
  seatCold,
  seatWarm,
  commandCheck,
  commandList,
  build,
  proof,
  grading,
  growthList,
  growthStatus,
  growthPlan,
  growthBuild,
  joinForty,
  fortyPrompts,
  classroomBoard,
  classroomCpu,
  classroomMemory,
  classroomLost,
];
