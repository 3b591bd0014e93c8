/** The components that an author may write in a chapter, without importing them. */
export const componentNames = [
  'Lab',
  'Task',
  'Question',
  'Predict',
  'Predicted',
  'Recall',
  'Answer',
  'MyAnswer',
  'File',
  'Fact',
  'Bars',
  'Xray',
  'Compare',
  'NamespaceMap',
  'Chart',
  'Drawing',
  'FilterView',
  'SyscallTable',
  'StatementView',
  'Matrix',
  'Figure',
  'TryItOnYours',
  'Summary',
  'Sources',
] as const;

export type ComponentName = (typeof componentNames)[number];
