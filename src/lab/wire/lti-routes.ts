/** The routes by which an owner registers learning platforms and sees what goes to them. */
import * as z from 'zod';
import {
  AddPlatformSchema,
  DeploymentSchema,
  InvitationSchema,
  LtiCourseSchema,
  MovedSchema,
  MoveLtiCourseSchema,
  PlatformSchema,
  RetriedSchema,
  ScoreSchema,
} from './lti.ts';
import { answers, at, done, Id, takes } from './route-row.ts';

const ofPlatform = { params: z.object({ platform: Id }) };

export const ltiRoutes = {
  ltiPlatforms: {
    ...at('ltiPlatforms', 'lti.read'),
    ...answers(z.array(PlatformSchema), 'Learning platforms, with where they were installed'),
  },
  inviteLti: {
    ...at('inviteLti', 'lti.change'),
    ...answers(
      InvitationSchema,
      'What to enter in a platform: an address by which it registers itself, once',
    ),
  },
  addLtiPlatform: {
    ...at('addLtiPlatform', 'lti.change'),
    request: { body: takes(AddPlatformSchema) },
    ...answers(PlatformSchema, 'The platform, confirmed'),
  },
  confirmLtiPlatform: {
    ...at('confirmLtiPlatform', 'lti.change'),
    request: ofPlatform,
    ...answers(PlatformSchema, 'The platform, and all deployments of it that waited, confirmed'),
  },
  addLtiDeployment: {
    ...at('addLtiDeployment', 'lti.change'),
    request: { ...ofPlatform, body: takes(DeploymentSchema) },
    ...answers(PlatformSchema, 'The platform, with the deployment confirmed'),
  },
  removeLtiPlatform: { ...at('removeLtiPlatform', 'lti.change'), request: ofPlatform, ...done },
  ltiCourses: {
    ...at('ltiCourses', 'lti.read'),
    ...answers(z.array(LtiCourseSchema), 'Courses of platforms, and the course that each is here'),
  },
  moveLtiCourse: {
    ...at('moveLtiCourse', 'lti.change'),
    request: { params: z.object({ course: Id }), body: takes(MoveLtiCourseSchema) },
    ...answers(MovedSchema, 'How many courses of platforms are another course here now'),
  },
  ltiScores: {
    ...at('ltiScores', 'lti.read'),
    ...answers(z.array(ScoreSchema), 'Scores on their way, and where they are: the newest first'),
  },
  retryLtiScores: {
    ...at('retryLtiScores', 'lti.change'),
    ...answers(RetriedSchema, 'How many that had failed go again'),
  },
};
