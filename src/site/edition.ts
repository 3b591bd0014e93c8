/** Whether this build leaves out what a lab is like once it is solved, for learners who are graded by it. */
export const withoutSolutions = process.env.DRYDOCK_WITHOUT_SOLUTIONS === '1';
