import { wordRule } from './word-rule';

export type Decision =
  | { readonly status: 'approved' }
  | { readonly status: 'rejected'; readonly reason: string };

/** The rules of moderation, made once from the settings. */
export type ModerationRules = readonly { readonly word: string; isIn(text: string): boolean }[];

export function moderationRules(blockedWords: readonly string[]): ModerationRules {
  return blockedWords.map((word) => ({ word, isIn: wordRule(word) }));
}

/** Decides on a comment: rejected if it holds a blocked word, by the first one of the rules; else approved. */
export function moderateComment(content: string, rules: ModerationRules): Decision {
  const broken = rules.find((rule) => rule.isIn(content));
  if (broken === undefined) return { status: 'approved' };
  return { status: 'rejected', reason: `contains the blocked word "${broken.word}"` };
}
