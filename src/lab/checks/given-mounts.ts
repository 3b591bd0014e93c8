/** Mount points that every container is given: by the OCI runtime specification, and Docker's three files in /etc. */
const given = /^\/$|^\/(proc|sys|dev)(\/|$)|^\/etc\/(resolv\.conf|hostname|hosts)$/;

/** Whether every container has a mount there, whatever its compose file says. */
export function isGivenMount(mountPoint: string): boolean {
  return given.test(mountPoint);
}
