import { type OpenBlog, openBlog } from '../harness/open-blog';
import { courseClients } from './course-clients';
import { journey } from './journey';
import { page } from './page';
import { readYourWrites } from './read-your-writes';

// One blog for all tests, since none needs an empty or private one; it may be one that already runs.
describe('a blog', () => {
  let open: OpenBlog | undefined;
  beforeAll(async () => {
    open = await openBlog();
  }, 150_000);
  afterAll(() => open?.close());

  const opened = () => {
    if (open === undefined) throw new Error('There is no blog.');
    return open.blog;
  };
  journey(opened);
  page(opened);
  courseClients(opened);
  readYourWrites(opened);
});
