import { BlockedWords } from './blocked-words';

export type Decision =
  | { readonly status: 'approved' }
  | { readonly status: 'rejected'; readonly reason: string };

/** The rules of moderation, created once from the settings. */
export interface ModerationRules {
  /** The first of the blocked words that a text contains. */
  blockedWordIn(text: string): string | undefined;
}

export function moderationRules(blockedWords: readonly string[]): ModerationRules {
  const words = new BlockedWords(blockedWords);
  return {
    blockedWordIn(text) {
      const index = words.firstIn(text);
      return index === undefined ? undefined : blockedWords[index];
    },
  };
}

/** Decides on a comment: rejected if it contains a blocked word, with the first one as the reason; otherwise approved. */
export function moderateComment(content: string, rules: ModerationRules): Decision {
  const word = rules.blockedWordIn(content);
  if (word === undefined) return { status: 'approved' };
  return { status: 'rejected', reason: `contains the blocked word "${word}"` };
}
