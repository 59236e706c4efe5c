import { lazy, Suspense, useRef, useSyncExternalStore } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { progressStore } from '../first-steps/progress-store';
import { Announcer } from '../ui/announcer';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Loading } from '../ui/loading';
import { ErrorBoundary } from './error-boundary';
import { OutageBanner } from './outage-banner';
import { ThemeSwitch } from './theme-switch';
import { useFocusOnView } from './use-focus-on-view';
import { useLogChange } from './use-log-change';

/** If they cannot be loaded, the page works without them. */
const FirstSteps = lazy(async () => ({
  default: await import('../first-steps/first-steps').then(
    (module) => module.FirstSteps,
    () => () => null,
  ),
}));

const PAGES = [
  { to: '/', label: 'Blog', isAt: /^\/(posts\/|$)/ },
  { to: '/bus', label: 'Bus', isAt: /^\/bus(\/|$)/ },
  { to: '/topology', label: 'Topology', isAt: /^\/topology/ },
  { to: '/time-travel', label: 'Time travel', isAt: /^\/time-travel/ },
] as const;

function PageLinks() {
  const { pathname } = useLocation();
  return PAGES.map(({ to, label, isAt }) => (
    <Link
      key={to}
      to={to}
      aria-current={isAt.test(pathname) ? 'page' : undefined}
      className="whitespace-nowrap rounded-lg px-2.5 py-1.5 font-medium text-muted text-sm hover:text-ink aria-[current=page]:bg-tint aria-[current=page]:text-accent"
    >
      {label}
    </Link>
  ));
}

/** The frame around every page. */
export function Layout() {
  const { pathname } = useLocation();
  const logChange = useLogChange();
  const { isOpen: hasFirstSteps } = useSyncExternalStore(progressStore.subscribe, progressStore.get);
  const content = useRef<HTMLElement>(null);
  useFocusOnView(content);
  return (
    <Announcer>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:bg-surface focus:p-2"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-20 border-line border-b bg-page/95 backdrop-blur">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-3 gap-y-1 px-4 sm:gap-x-6 py-2 sm:px-6">
          <Link
            to="/"
            className="flex items-center gap-2 whitespace-nowrap font-semibold font-serif sm:text-lg"
          >
            <img src="/icon.svg" alt="" width="26" height="26" />
            Microservices blog
          </Link>
          <nav aria-label="Pages" className="order-last -mx-2.5 flex w-full gap-1 sm:order-none sm:w-auto">
            <PageLinks />
          </nav>
          <div className="ml-auto flex items-center gap-1">
            {!hasFirstSteps && (
              <Button
                small
                look="quiet"
                aria-label="First steps"
                title="First steps"
                onClick={() => progressStore.set({ ...progressStore.get(), isOpen: true })}
              >
                <Icon name="flag" />
              </Button>
            )}
            <ThemeSwitch />
          </div>
        </div>
      </header>
      <OutageBanner />
      {hasFirstSteps && (
        <Suspense>
          <FirstSteps />
        </Suspense>
      )}
      <main
        ref={content}
        id="main"
        tabIndex={-1}
        className="mx-auto max-w-6xl px-4 pt-8 pb-16 outline-none sm:px-6"
      >
        {/* The key resets the boundary: an error of one page, or of an old log, does not stick to the next. */}
        <ErrorBoundary key={`${logChange} ${pathname.split('/')[1]}`}>
          <Suspense fallback={<Loading label="Loading the page" />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
    </Announcer>
  );
}
