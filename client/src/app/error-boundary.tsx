import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';

/** Keeps an error in one page from breaking the others. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    const reload = () => location.reload();
    return (
      <Notice
        tone="bad"
        role="alert"
        title="Something went wrong on this page"
        action={<Button onClick={reload}>Reload</Button>}
      >
        The services are not affected: everything that was accepted is stored. Reload the page; that also
        helps if a new version has been installed.
      </Notice>
    );
  }
}
