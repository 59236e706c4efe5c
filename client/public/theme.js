// Runs before the first paint, so that the page does not flash in the other theme. A separate file, since the content
// security policy forbids inline scripts.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem('theme');
  } catch {
    // Storage may be forbidden: the system's setting then applies.
  }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
