import { Link } from 'react-router';
import { Notice } from '../ui/notice';
import { PageHeader } from '../ui/page-header';

export function NotFound() {
  return (
    <>
      <PageHeader title="Page not found" />
      <Notice title="There is no page at this address.">
        <Link to="/" className="text-accent underline">
          Go to the blog
        </Link>
      </Notice>
    </>
  );
}
