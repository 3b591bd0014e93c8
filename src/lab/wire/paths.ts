/** Where each route of the server is. What goes over each stands in `routes.ts`. */
import { pagePaths, pathTo, requestTo } from './page-paths.ts';

const lab = '/api/labs/{chapter}/{lab}';

/** Methods and path templates by the name of the route: of all pages, and of those that ask once schemas are loaded. */
export const paths = {
  ...pagePaths,
  sessionTable: ['get', '/api/sessions/{session}/table'],
  sessionRecord: ['get', '/api/sessions/{session}/record'],
  members: ['get', '/api/people'],
  addMember: ['post', '/api/people'],
  takeRole: ['post', '/api/people/{person}/roles/take'],
  personData: ['get', '/api/people/{person}/data'],
  erasePerson: ['delete', '/api/people/{person}/data'],
  memberLogin: ['post', '/api/people/{person}/login'],
  mintLogin: ['post', '/api/logins'],
  bringAttempt: ['put', `${lab}/attempts/{id}`],
  makeCourse: ['post', '/api/courses'],
  changeCourse: ['patch', '/api/courses/{course}'],
  roster: ['get', '/api/courses/{course}/roster'],
  importRoster: ['put', '/api/courses/{course}/roster'],
  rosterLogin: ['post', '/api/courses/{course}/roster/{person}/login'],
  assignableLabs: ['get', '/api/courses/{course}/labs'],
  readTime: ['get', '/api/courses/{course}/times'],
  previewAssignment: ['post', '/api/courses/{course}/assignments/preview'],
  assignments: ['get', '/api/assignments'],
  makeAssignment: ['post', '/api/courses/{course}/assignments'],
  assignment: ['get', '/api/assignments/{assignment}'],
  changeAssignment: ['put', '/api/assignments/{assignment}'],
  gradebook: ['get', '/api/assignments/{assignment}/gradebook'],
  exportGrades: ['put', '/api/assignments/{assignment}/exports'],
  submission: ['get', '/api/assignments/{assignment}/submissions/{id}'],
  submittedFile: ['get', '/api/assignments/{assignment}/submissions/{id}/files/{hash}'],
  gradingEvidence: ['get', '/api/assignments/{assignment}/gradings/{id}/evidence'],
  verifyGrading: ['get', '/api/assignments/{assignment}/gradings/{id}/verification'],
  gradingObservation: ['get', '/api/assignments/{assignment}/gradings/{id}/observations/{look}'],
  personWork: ['get', '/api/assignments/{assignment}/people/{person}/work'],
  adjustments: ['get', '/api/assignments/{assignment}/people/{person}/adjustments'],
  adjust: ['post', '/api/assignments/{assignment}/people/{person}/adjustments'],
  override: ['post', '/api/assignments/{assignment}/people/{person}/overrides'],
  comment: ['post', '/api/assignments/{assignment}/people/{person}/comments'],
  regrades: ['get', '/api/assignments/{assignment}/regrades'],
  regradable: ['get', '/api/assignments/{assignment}/regradable'],
  makeRegrade: ['post', '/api/assignments/{assignment}/regrades'],
  decideRegrade: ['post', '/api/assignments/{assignment}/regrades/{id}'],
  myAssignments: ['get', '/api/my-assignments'],
  myAssignment: ['get', '/api/my-assignments/{assignment}'],
  openAssignment: ['post', '/api/my-assignments/{assignment}/open'],
  workToHandIn: ['get', '/api/my-assignments/{assignment}/labs/{chapter}/{lab}/work'],
  handIn: ['post', '/api/my-assignments/{assignment}/labs/{chapter}/{lab}/submissions'],
  ltiPlatforms: ['get', '/api/lti/platforms'],
  inviteLti: ['post', '/api/lti/invitations'],
  addLtiPlatform: ['post', '/api/lti/platforms'],
  confirmLtiPlatform: ['post', '/api/lti/platforms/{platform}/confirm'],
  addLtiDeployment: ['post', '/api/lti/platforms/{platform}/deployments'],
  removeLtiPlatform: ['delete', '/api/lti/platforms/{platform}'],
  ltiCourses: ['get', '/api/lti/courses'],
  moveLtiCourse: ['post', '/api/lti/courses/{course}'],
  ltiScores: ['get', '/api/lti/scores'],
  retryLtiScores: ['post', '/api/lti/scores/retry'],
} as const;

export type PathName = keyof typeof paths;

/** A call as it goes out. */
export const requestOf = (name: PathName, call?: object) => requestTo(paths[name], call);

/** The path of a route with its blanks filled in, as `pathTo` makes it. */
export const pathOf = (name: PathName, values?: Readonly<Record<string, unknown>>): string =>
  pathTo(paths[name], values);
