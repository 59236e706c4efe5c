/** @jest-environment jsdom */
import type { CommentView, Post } from '@blog/contracts';
import { waitFor } from '@testing-library/react';
import { FakeApi } from '../../test/fake-api';

const post = { id: 'p1', title: 'Title' } as Post;
const comment = { id: 'c1', postId: 'p1', content: 'Text' } as CommentView;

let api: FakeApi;
let reportReceipt: typeof import('./report-receipt').reportReceipt;
beforeEach(() => {
  api = new FakeApi();
  jest.resetModules();
  ({ reportReceipt } = require('./report-receipt'));
});

it('reports to the lab what was accepted, and keeps reporting after a failure', async () => {
  api.on('POST', /^\/lab\/receipts$/, { status: 502, body: { code: 'lab.unreachable' } });
  reportReceipt(post);
  await waitFor(() => expect(api.calls).toHaveLength(1));
  reportReceipt(comment);
  await waitFor(() => expect(api.calls).toHaveLength(2));
  expect(api.calls.map(({ body }) => body)).toEqual([
    { kind: 'post', id: 'p1' },
    { kind: 'comment', id: 'c1', postId: 'p1' },
  ]);
});

it('reports nothing more where there is no lab', async () => {
  let answered = 0;
  api.on('POST', /^\/lab\/receipts$/, () => {
    answered += 1;
    return { status: 404, body: { code: 'lab.absent' } };
  });
  reportReceipt(post);
  await waitFor(() => expect(answered).toBe(1));
  await new Promise((resolve) => setTimeout(resolve));
  reportReceipt(comment);
  await new Promise((resolve) => setTimeout(resolve));
  expect(answered).toBe(1);
});
