import { Link } from 'react-router';
import { Notice } from '../ui/notice';
import { PageHeader } from '../ui/page-header';

export function NotFound() {
  return (
    <>
      <PageHeader title="There is nothing here" />
      <Notice title="This address belongs to no page.">
        <Link to="/" className="text-accent underline">
          Go to the blog
        </Link>
      </Notice>
    </>
  );
}
