// Before the first paint, so that the page does not flash in the other theme. A file of its own: the content
// security policy allows no inline scripts.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem('theme');
  } catch {
    // Storage may be forbidden: the system's setting then stands.
  }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
