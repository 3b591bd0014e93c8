/** Whether this browser lets the page store anything: asked before something is used up that could then not be kept. */
export function canStore(): boolean {
  try {
    localStorage.setItem('drydock:probe', '');
    localStorage.removeItem('drydock:probe');
    sessionStorage.setItem('drydock:probe', '');
    sessionStorage.removeItem('drydock:probe');
    return true;
  } catch {
    return false;
  }
}
