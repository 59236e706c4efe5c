import { useState } from 'react';
import { Icon, type IconName } from '../ui/icon';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const ICONS: Record<Theme, IconName> = { system: 'screen', light: 'sun', dark: 'moon' };

/** The theme is kept on the root element, where `public/theme.js` sets it before the first paint. */
function currentTheme(): Theme {
  return THEMES.find((theme) => theme === document.documentElement.dataset.theme) ?? 'system';
}

function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}

/** Light, dark, or the system's choice. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(currentTheme);
  const choose = (chosen: Theme) => {
    applyTheme(chosen);
    setTheme(chosen);
  };
  return (
    <fieldset className="flex rounded-lg border border-line bg-surface p-0.5">
      <legend className="sr-only">Theme</legend>
      {THEMES.map((each) => (
        <label
          key={each}
          title={`Theme: ${each}`}
          className={`flex size-8 cursor-pointer items-center justify-center rounded-md has-focus-visible:outline-2 has-focus-visible:outline-accent ${theme === each ? 'bg-tint text-accent' : 'text-muted hover:text-ink'}`}
        >
          <input
            type="radio"
            name="theme"
            value={each}
            checked={theme === each}
            onChange={() => choose(each)}
            className="sr-only"
          />
          <span className="sr-only">{each}</span>
          <Icon name={ICONS[each]} />
        </label>
      ))}
    </fieldset>
  );
}
