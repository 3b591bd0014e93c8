/** Opens what a program printed, if it is a web address, without telling it who opens it. */
export function openLink(url: string): void {
  if (/^https?:\/\//i.test(url)) window.open(url, '_blank', 'noopener,noreferrer');
}
