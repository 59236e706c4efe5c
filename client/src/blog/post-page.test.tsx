/** @jest-environment jsdom */
import type { CommentView } from '@blog/contracts';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeApi } from '../../test/fake-api';
import { FakeEventSource } from '../../test/fake-event-source';
import { renderPage } from '../../test/render-page';
import { ownWrites } from './own-writes-store';
import { PostPage } from './post-page';

const at = '2026-01-01T00:00:00Z';
const comment = (id: string, changes: Partial<CommentView> = {}): CommentView => ({
  id,
  postId: 'p',
  content: `text of ${id}`,
  status: 'approved',
  version: 1,
  createdAt: at,
  updatedAt: at,
  ...changes,
});
const view = (comments: CommentView[] = [], title = 'A title') => ({
  id: 'p',
  title,
  version: 1,
  createdAt: at,
  updatedAt: at,
  position: 3,
  commentCount: comments.length,
  comments,
});
const headers = { 'event-position': '7' };
let api: FakeApi;

beforeEach(() => {
  sessionStorage.clear();
  ownWrites.clear();
  FakeEventSource.install();
  // jsdom has no modal dialogs.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
  api = new FakeApi();
});

const open = () => renderPage(<PostPage />, { path: '/posts/:id', at: '/posts/p' });
/** Opens the menu of a post or comment and chooses an item. */
async function choose(
  item: string,
  { what, within: place = screen }: { what: string; within?: Pick<typeof screen, 'findByRole'> },
) {
  await userEvent.click(await place.findByRole('button', { name: `Actions for this ${what}` }));
  await userEvent.click(screen.getByRole('menuitem', { name: item }));
}
const comments = () => within(screen.getByRole('region', { name: 'Comments' }));

it('shows a comment as pending at once, then as it is decided on, without asking again', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
  api.on('POST', /^\/comments\/posts\/p\/comments$/, ({ body }) => ({
    status: 201,
    body: comment('c', { ...(body as object), status: 'pending' }),
  }));
  open();
  await userEvent.type(await screen.findByLabelText('Your comment'), 'Hello');
  await userEvent.click(screen.getByRole('button', { name: 'Comment' }));
  await waitFor(() => expect(comments().getByText('pending')).toBeInTheDocument());
  expect(comments().getByText('Hello')).toBeInTheDocument();
  act(() => FakeEventSource.last.send('post', 9, view([comment('c', { content: 'Hello' })])));
  expect(comments().queryByText('pending')).toBeNull();
  expect(comments().getByText('Hello').closest('article')).toHaveAttribute('data-status', 'approved');
  expect(screen.getByTestId('announcer')).toHaveTextContent('A comment was approved.');
});

it('shows that a comment is being sent before it is accepted', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
  let accept = () => {};
  api.on('POST', /comments$/, async () => {
    await new Promise<void>((resolve) => {
      accept = resolve;
    });
    return { status: 201, body: comment('c', { content: 'Hello', status: 'pending' }) };
  });
  open();
  await userEvent.type(await screen.findByLabelText('Your comment'), 'Hello');
  await userEvent.click(screen.getByRole('button', { name: 'Comment' }));
  expect(await comments().findByText('being sent')).toBeInTheDocument();
  accept();
  await waitFor(() => expect(comments().queryByText('being sent')).toBeNull());
  expect(comments().getByText('Hello')).toBeInTheDocument();
});

it('shows a comment once that comes on the stream before its answer', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
  let accept = () => {};
  const created = comment('c', { content: 'Hello', status: 'pending', createdAt: new Date().toISOString() });
  api.on('POST', /comments$/, async () => {
    await new Promise<void>((resolve) => {
      accept = resolve;
    });
    return { status: 201, body: created };
  });
  open();
  await userEvent.type(await screen.findByLabelText('Your comment'), 'Hello');
  await userEvent.click(screen.getByRole('button', { name: 'Comment' }));
  await comments().findByText('being sent');
  act(() => FakeEventSource.last.send('post', 8, view([created])));
  expect(comments().getAllByText('Hello')).toHaveLength(1);
  await act(async () => accept());
  expect(comments().getAllByText('Hello')).toHaveLength(1);
});

it('lets people type the next comment while one is being sent, and loses neither', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
  let answer = (_status: number) => {};
  api.on('POST', /comments$/, async ({ body }) => {
    const status = await new Promise<number>((resolve) => {
      answer = resolve;
    });
    return { status, body: status === 201 ? comment('c', body as object) : { code: 'x', detail: 'No.' } };
  });
  open();
  const field = await screen.findByLabelText('Your comment');
  await userEvent.type(field, 'first');
  await userEvent.click(screen.getByRole('button', { name: 'Comment' }));
  await userEvent.type(field, 'second');
  await act(async () => answer(201));
  expect(field).toHaveValue('second');
  await userEvent.click(await screen.findByRole('button', { name: 'Comment' }));
  await userEvent.type(field, 'third');
  await act(async () => answer(429));
  expect(field).toHaveValue('second\nthird');
});

it('keeps a comment apart while it is being sent, also for another visit', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
  let answer = (_status: number) => {};
  api.on('POST', /comments$/, async () => {
    const status = await new Promise<number>((resolve) => {
      answer = resolve;
    });
    return { status, body: { code: 'x', detail: 'No.' } };
  });
  const { unmount } = open();
  await userEvent.type(await screen.findByLabelText('Your comment'), 'first');
  await userEvent.click(screen.getByRole('button', { name: 'Comment' }));
  unmount();
  open();
  const field = await screen.findByLabelText('Your comment');
  expect(field).toHaveValue('');
  await userEvent.type(field, 'second');
  await act(async () => answer(429));
  expect(field).toHaveValue('first\nsecond');
});

it('keeps what was being written on a post that somebody deletes', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
  open();
  await userEvent.type(await screen.findByLabelText('Your comment'), 'a long thought');
  act(() => FakeEventSource.last.send('post-deleted', 8, { id: 'p' }));
  expect(screen.getByText('What you were writing')).toBeInTheDocument();
  expect(screen.getByText('a long thought')).toBeInTheDocument();
});

it('keeps every edit on a post that somebody deletes in view', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('c')]), headers });
  open();
  await choose('Edit', { what: 'post' });
  await userEvent.type(screen.getByLabelText('Title'), ', renamed');
  await choose('Edit', { what: 'comment' });
  await userEvent.type(screen.getByLabelText('Edit the comment'), ', and more');
  act(() => FakeEventSource.last.send('post-deleted', 8, { id: 'p' }));
  expect(screen.getByText('A title, renamed')).toBeInTheDocument();
  expect(screen.getByText('text of c, and more')).toBeInTheDocument();
});

it('keeps the edit of a comment that somebody deletes in view, until it is thrown away', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('c')]), headers });
  const { unmount } = open();
  await choose('Edit', { what: 'comment' });
  await userEvent.type(screen.getByLabelText('Edit the comment'), ', and more');
  expect(screen.queryByText('What you were writing in a comment that is gone')).toBeNull();
  act(() => FakeEventSource.last.send('post', 8, view()));
  expect(screen.getByText('text of c, and more')).toBeInTheDocument();
  unmount();
  api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
  open();
  expect(await screen.findByText('text of c, and more')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
  expect(screen.queryByText('text of c, and more')).toBeNull();
});

it('leaves the keys of a composition to the input method', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('c')]), headers });
  open();
  await choose('Edit', { what: 'comment' });
  const field = screen.getByLabelText('Edit the comment');
  await userEvent.type(field, '!');
  for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
    fireEvent.keyDown(field, { key: 'Escape', ...composing });
    fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true, ...composing });
  }
  expect(field).toHaveValue('text of c!');
  expect(api.calls.filter(({ method }) => method === 'PATCH')).toEqual([]);
  fireEvent.keyDown(field, { key: 'Escape' });
  expect(screen.queryByLabelText('Edit the comment')).toBeNull();
});

it('shows a comment that came on the stream before its answer once, whatever the clocks say', async () => {
  const old = comment('old', { content: 'Hello' });
  api.on('GET', /^\/query\/posts\/p$/, { body: view([old]), headers });
  let answer = () => {};
  const late = comment('c', { content: 'Hello', status: 'pending', createdAt: '2001-01-01T00:00:00Z' });
  api.on('POST', /comments$/, async () => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return { status: 201, body: late };
  });
  open();
  await userEvent.type(await screen.findByLabelText('Your comment'), 'Hello');
  await userEvent.click(screen.getByRole('button', { name: 'Comment' }));
  expect(comments().getAllByText('Hello')).toHaveLength(2);
  expect(comments().getByText('being sent')).toBeInTheDocument();
  act(() => FakeEventSource.last.send('post', 9, view([old, late])));
  expect(comments().getAllByText('Hello')).toHaveLength(2);
  expect(comments().queryByText('being sent')).toBeNull();
  await act(async () => answer());
});

it('loads older comments a page at a time, and shows what was changed among them', async () => {
  const all = Array.from({ length: 150 }, (_, index) => comment(`c${index}`));
  const newest = all.slice(50);
  api.on('GET', /^\/query\/posts\/p$/, { body: { ...view(newest), commentCount: 150 }, headers });
  api.on('GET', /\/comments\?limit=100$/, {
    body: newest,
    headers: { link: '</posts/p/comments?before=5>; rel="next"' },
  });
  api.on('GET', /before=5$/, { body: all.slice(0, 50) });
  api.on('PATCH', /\/comments\/c0$/, {
    body: comment('c0', { content: 'better', version: 2, status: 'pending' }),
  });
  open();
  await userEvent.click(await screen.findByRole('button', { name: 'Older comments (50)' }));
  await waitFor(() => expect(comments().getAllByRole('listitem')).toHaveLength(150));
  const first = within(comments().getAllByRole('listitem')[0] as HTMLElement);
  await choose('Edit', { what: 'comment', within: first });
  await userEvent.type(first.getByLabelText('Edit the comment'), '!');
  await userEvent.click(first.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(first.getByText('better')).toBeInTheDocument());
  expect(comments().getAllByRole('listitem')).toHaveLength(150);
  expect(screen.getByText('150 comments')).toBeInTheDocument();
});

it('moves the focus into a field that it opens, and back to its button', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('c')]), headers });
  open();
  const item = within(await screen.findByRole('listitem'));
  await choose('Edit', { what: 'comment', within: item });
  expect(item.getByLabelText('Edit the comment')).toHaveFocus();
  await userEvent.keyboard('changed{Escape}');
  expect(item.getByRole('button', { name: 'Actions for this comment' })).toHaveFocus();
  await choose('Edit', { what: 'comment', within: item });
  expect(item.getByLabelText('Edit the comment')).toHaveValue('text of c');
});

it('asks for nothing but a post, whatever the address has in the place of its id', async () => {
  api.on('GET', /./, { status: 404, body: { code: 'post.not_found', detail: 'Unknown.' } });
  renderPage(<PostPage />, { path: '/posts/:id', at: '/posts/%2e%2e%2fhealthz' });
  expect(await screen.findByText('This post is unknown or was deleted.')).toBeInTheDocument();
  expect(api.calls.map(({ path }) => path)).toContain('/query/posts/..%2Fhealthz');
});

it('does not call a post unknown if no service can be asked', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { status: 404, body: { code: 'post.not_found', detail: 'Unknown.' } });
  open();
  expect(await screen.findByText('This post cannot be shown right now')).toBeInTheDocument();
});

it('does not show the text of a rejected comment, but the reason', async () => {
  const rejected = comment('c', { content: 'secret', status: 'rejected', reason: 'contains a blocked word' });
  api.on('GET', /^\/query\/posts\/p$/, { body: view([rejected]), headers });
  open();
  expect(await screen.findByText(/rejected it: contains a blocked word/)).toBeInTheDocument();
  expect(screen.queryByText('secret')).toBeNull();
});

it('keeps a comment that was refused, with the reason of the service', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
  api.on('POST', /comments$/, { status: 429, body: { code: 'x', detail: 'Too much at once.' } });
  open();
  await userEvent.type(await screen.findByLabelText('Your comment'), 'Hello');
  await userEvent.click(screen.getByRole('button', { name: 'Comment' }));
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'Too much at once. What you typed is still here.',
  );
  expect(screen.getByLabelText('Your comment')).toHaveValue('Hello');
});

it('edits a comment, which is pending again', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('c')]), headers });
  api.on('PATCH', /^\/comments\/posts\/p\/comments\/c$/, ({ body }) => ({
    body: comment('c', { ...(body as object), version: 2, status: 'pending' }),
  }));
  open();
  await choose('Edit', { what: 'comment' });
  const field = screen.getByLabelText('Edit the comment');
  expect(field).toHaveValue('text of c');
  await userEvent.clear(field);
  await userEvent.type(field, 'better');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(comments().getByText('better')).toBeInTheDocument());
  expect(comments().getByText('pending')).toBeInTheDocument();
});

describe('when another tab has changed what is edited here', () => {
  /** A service that has version 2 of everything, and accepts changes of that only. */
  const changedElsewhere = (kind: RegExp, now: object) => {
    api.on('GET', kind, { body: now });
    for (const method of ['PATCH', 'DELETE']) {
      api.on(method, kind, ({ body, headers: { 'if-match': wanted } }) =>
        wanted === '"2"'
          ? { body: { ...now, ...(body as object), version: 3 } }
          : { status: 412, body: { code: 'changed', detail: 'Changed.', version: 2 } },
      );
    }
  };

  it('loses neither title, and replaces the other one only once it was shown', async () => {
    api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
    changedElsewhere(/^\/posts\/posts\/p$/, { ...view([], 'Theirs'), version: 2 });
    open();
    await choose('Edit', { what: 'post' });
    const field = screen.getByLabelText('Title');
    await userEvent.clear(field);
    await userEvent.type(field, 'Mine');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Somebody else has changed it in the meantime. It is “Theirs” now; saving again replaces that. What you typed is still here.',
    );
    expect(screen.getByRole('heading', { name: 'Theirs' })).toBeInTheDocument();
    expect(field).toHaveValue('Mine');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('heading', { name: 'Mine' })).toBeInTheDocument();
  });

  it('counts a live change that arrives during typing as not seen', async () => {
    api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
    changedElsewhere(/^\/posts\/posts\/p$/, { ...view([], 'Theirs'), version: 2 });
    open();
    await choose('Edit', { what: 'post' });
    await userEvent.type(screen.getByLabelText('Title'), ' of mine');
    act(() => FakeEventSource.last.send('post', 8, { ...view([], 'Theirs'), version: 2 }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('It is “Theirs” now');
  });

  it('replaces a live change that arrived before typing began', async () => {
    api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
    changedElsewhere(/^\/posts\/posts\/p$/, { ...view([], 'Theirs'), version: 2 });
    open();
    await choose('Edit', { what: 'post' });
    act(() => FakeEventSource.last.send('post', 8, { ...view([], 'Theirs'), version: 2 }));
    await userEvent.type(screen.getByLabelText('Title'), ' and mine');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('heading', { name: 'Theirs and mine' })).toBeInTheDocument();
  });

  it('loses neither text of a comment', async () => {
    api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('c')]), headers });
    changedElsewhere(/^\/comments\/posts\/p\/comments\/c$/, comment('c', { content: 'Theirs', version: 2 }));
    open();
    const item = within(await screen.findByRole('listitem'));
    await choose('Edit', { what: 'comment', within: item });
    await userEvent.type(item.getByLabelText('Edit the comment'), ' of mine');
    await userEvent.click(item.getByRole('button', { name: 'Save' }));
    expect(await item.findByRole('alert')).toHaveTextContent('It is “Theirs” now');
    expect(item.getByLabelText('Edit the comment')).toHaveValue('text of c of mine');
    await userEvent.click(item.getByRole('button', { name: 'Save' }));
    expect(await item.findByText('text of c of mine')).toBeInTheDocument();
  });

  it('does not delete a version that was not shown', async () => {
    api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('c')]), headers });
    changedElsewhere(/^\/comments\/posts\/p\/comments\/c$/, comment('c', { content: 'Theirs', version: 2 }));
    open();
    const item = within(await screen.findByRole('listitem'));
    await choose('Delete', { what: 'comment', within: item });
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete' }));
    expect(await item.findByRole('alert')).toHaveTextContent(
      'Somebody else has changed it in the meantime. The comment is still there.',
    );
    expect(item.getByText('Theirs')).toBeInTheDocument();
  });
});

it('sends a comment whose answer got lost with the same key, and the next with another', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
  const keys: string[] = [];
  api.on('POST', /comments$/, ({ body, headers: sent }) => {
    keys.push(sent['idempotency-key'] as string);
    if (keys.length === 1) return { status: 502, body: { code: 'service.unavailable', detail: 'Cut.' } };
    return { status: 201, body: comment(`c${keys.length}`, { ...(body as object), status: 'pending' }) };
  });
  open();
  const field = await screen.findByLabelText('Your comment');
  await userEvent.type(field, 'Hello');
  await userEvent.click(screen.getByRole('button', { name: 'Comment' }));
  await screen.findByRole('alert');
  await userEvent.click(screen.getByRole('button', { name: 'Comment' }));
  await waitFor(() => expect(comments().getAllByText('Hello')).toHaveLength(1));
  await userEvent.type(field, 'Hello');
  await userEvent.click(screen.getByRole('button', { name: 'Comment' }));
  await waitFor(() => expect(comments().getAllByText('Hello')).toHaveLength(2));
  expect(keys[0]).toMatch(/^"[0-9a-f]{32}"$/);
  expect([keys[1] === keys[0], keys[2] === keys[0]]).toEqual([true, false]);
});

it('asks before it deletes a comment', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('c')]), headers });
  api.on('DELETE', /^\/comments\/posts\/p\/comments\/c$/, { status: 204 });
  open();
  const press = () => choose('Delete', { what: 'comment' });
  await press();
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(api.calls.filter(({ method }) => method === 'DELETE')).toEqual([]);
  await press();
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(screen.queryByText('text of c')).toBeNull());
  expect(screen.getByText('0 comments')).toBeInTheDocument();
});

it('reads the services that own a post while query does not know it', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { status: 404, body: { code: 'post.not_found', detail: 'unknown' } });
  api.on('GET', /^\/posts\/posts\/p$/, {
    body: { id: 'p', title: 'Brand new', version: 1, createdAt: at, updatedAt: at },
  });
  api.on('GET', /^\/comments\/posts\/p\/comments/, { body: [comment('c')] });
  open();
  expect(await screen.findByRole('heading', { name: 'Brand new' })).toBeInTheDocument();
  expect(screen.getByText('text of c')).toBeInTheDocument();
});

it('says that a post is unknown or deleted, also when it is deleted while it is open', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
  open();
  await screen.findByRole('heading', { name: 'A title' });
  act(() => FakeEventSource.last.send('post-deleted', 8, { id: 'p' }));
  expect(screen.getByText('This post is unknown or was deleted.')).toBeInTheDocument();
});

it('goes to the list once its post is deleted', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view(), headers });
  api.on('DELETE', /^\/posts\/posts\/p$/, { status: 204 });
  open();
  await choose('Delete', { what: 'post' });
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete' }));
  expect(await screen.findByText('another page')).toBeInTheDocument();
});

describe('the menu of a comment', () => {
  const menuButton = () => screen.getByRole('button', { name: 'Actions for this comment' });
  const item = (name: string) => screen.getByRole('menuitem', { name });
  beforeEach(async () => {
    api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('c')]), headers });
    open();
    await screen.findByText('text of c');
  });

  it('can be used with the keyboard, and gives the focus back', async () => {
    act(() => menuButton().focus());
    await userEvent.keyboard('{Enter}');
    expect(item('Edit')).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}');
    expect(item('Time travel')).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}{ArrowUp}{Home}{ArrowDown}');
    expect(item('Delete')).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('menu')).toBeNull();
    expect(menuButton()).toHaveFocus();
  });

  it('closes when something else is pressed, and when the focus leaves it', async () => {
    await userEvent.click(menuButton());
    await userEvent.click(screen.getByText('text of c'));
    expect(screen.queryByRole('menu')).toBeNull();
    await userEvent.click(menuButton());
    await userEvent.tab();
    expect(screen.queryByRole('menu')).toBeNull();
  });

  it('leads to its events, and to the history of its post', async () => {
    await userEvent.click(menuButton());
    expect(item('Events on the bus')).toHaveAttribute('href', '/bus?subject=c');
    expect(item('Time travel')).toHaveAttribute('href', '/time-travel?post=p');
  });
});

it('leads from a post that is gone to its history', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { status: 404, body: { code: 'post.not_found' } });
  api.on('GET', /^\/posts\/posts\/p$/, { status: 404, body: { code: 'post.not_found' } });
  open();
  expect(await screen.findByRole('link', { name: /^Travel/ })).toHaveAttribute('href', '/time-travel?post=p');
  expect(screen.getByRole('link', { name: /^Its events/ })).toHaveAttribute('href', '/bus?subject=p');
});

it('says the state of a comment only where it is not approved', async () => {
  const states = (['approved', 'pending', 'rejected'] as const).map((status) => comment(status, { status }));
  api.on('GET', /^\/query\/posts\/p$/, { body: view(states), headers });
  open();
  await screen.findByText('text of approved');
  expect(screen.queryByText('approved')).toBeNull();
  for (const status of ['pending', 'rejected']) expect(screen.getByText(status)).toBeInTheDocument();
});

it('has the form before the list', async () => {
  api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('c')]), headers });
  open();
  const text = await screen.findByText('text of c');
  expect(screen.getByLabelText('Your comment').compareDocumentPosition(text)).toBe(
    Node.DOCUMENT_POSITION_FOLLOWING,
  );
});

describe('the address of a comment', () => {
  const go = (query: string) => renderPage(<PostPage />, { path: '/posts/:id', at: `/posts/p?${query}` });

  it('leads to it in the list', async () => {
    api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('b'), comment('c')]), headers });
    go('comment=c&at=5');
    expect((await screen.findByText('text of c')).closest('article')).toHaveFocus();
    expect(api.calls.filter(({ path }) => path.includes('/comments'))).toEqual([]);
  });

  it('shows it by itself if it is older than what is loaded', async () => {
    api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('c')]), headers });
    api.on('GET', /^\/query\/posts\/p\/comments\?limit=1&before=6$/, { body: [comment('old')] });
    go('comment=old&at=5');
    const found = within(await screen.findByRole('region', { name: 'The comment that was found' }));
    expect(found.getByText('text of old').closest('article')).toHaveFocus();
  });

  it('shows nothing by itself if it is gone', async () => {
    api.on('GET', /^\/query\/posts\/p$/, { body: view([comment('c')]), headers });
    api.on('GET', /before=6$/, { body: [comment('another')] });
    go('comment=old&at=5');
    await waitFor(() => expect(api.calls.some(({ path }) => path.endsWith('before=6'))).toBe(true));
    expect(screen.queryByText('text of another')).toBeNull();
  });
});
