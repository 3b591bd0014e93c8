/** The name of a network without the name of the project that Compose puts before it. */
export function networkName(name: string, project: string): string {
  return name.startsWith(`${project}_`) ? name.slice(project.length + 1) : name;
}
