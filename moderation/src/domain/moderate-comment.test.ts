import { moderateComment, moderationRules } from './moderate-comment';

const rules = moderationRules(['orange', 'C++']);

it('approves what holds no blocked word', () => {
  expect(moderateComment('Nothing but oranges', rules)).toEqual({ status: 'approved' });
  expect(moderateComment('An orange', moderationRules([]))).toEqual({ status: 'approved' });
});

it('rejects what holds a blocked word, and says which', () => {
  expect(moderateComment('An Orange!', rules)).toEqual({
    status: 'rejected',
    reason: 'contains the blocked word "orange"',
  });
});

it('names the first of several words, by the order of the settings', () => {
  expect(moderateComment('c++ with orange', rules)).toMatchObject({
    reason: 'contains the blocked word "orange"',
  });
});
