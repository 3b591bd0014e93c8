/** Text as it may stand between tags and in a quoted attribute: HTML, § 13.3. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
