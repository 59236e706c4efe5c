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
        title="This page has failed"
        action={<Button onClick={reload}>Load again</Button>}
      >
        The services are not affected: what was accepted is stored. Load the page again; if a new version was
        installed meanwhile, that is enough.
      </Notice>
    );
  }
}
