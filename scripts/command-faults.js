'use strict';

/** The languages of shell blocks; `console` shows a session with its prompts. */
const SHELLS = new Set(['sh', 'bash', 'zsh', 'shell', 'console', 'powershell', 'pwsh', 'ps1']);
const FENCE = /^\s*(?:`{3,}|~{3,})\s*(\S*)/;
/** Markdown also shows indented lines as code, without a language. */
const INDENTED_COMMAND =
  /^\s{4,}(?:\$ |[A-Z_]+=\S+ )?(?:npm|npx|node|curl|docker|kubectl|skaffold|git|go|pkill) /;

/** The code blocks of a Markdown text, and indented commands: `{ shell, language, line, lines }`; lines count from 1. */
function codeBlocks(markdown) {
  const blocks = [];
  let block;
  markdown.split('\n').forEach((text, index) => {
    const fence = FENCE.exec(text);
    if (block === undefined && fence) {
      block = { language: fence[1], shell: SHELLS.has(fence[1]), line: index + 1, lines: [] };
      blocks.push(block);
    } else if (fence) {
      block = undefined;
    } else if (block !== undefined) {
      block.lines.push({ text, line: index + 1 });
    } else if (INDENTED_COMMAND.test(text)) {
      blocks.push({ language: 'indented', shell: false, line: index + 1, lines: [] });
    }
  });
  return blocks;
}

/**
 * What a shell would not accept as pasted. Interactive zsh has no comments, and refuses a command with an unquoted ? or [
 * that matches no file.
 */
function faultsOfLines(lines) {
  const faults = [];
  let quote;
  let openedAt;
  for (const { text, line } of lines) {
    const report = (fault) => faults.push({ line, fault });
    if (/\s$/.test(text)) report('ends with a space');
    if (quote === undefined && /^\s*(?:\$|%|>|PS>) /.test(text)) report('begins with a prompt');
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at];
      if (quote !== undefined) {
        if (character === '\\' && quote === '"') at += 1;
        else if (character === quote) quote = undefined;
      } else if (character === '\\') {
        at += 1;
      } else if (character === "'" || character === '"') {
        quote = character;
        openedAt = line;
      } else if (character === '#' && (at === 0 || /[\s;]/.test(text[at - 1]))) {
        report('has a comment');
        break;
      } else if (character === '?' || character === '[') {
        report(`has an unquoted ${character}`);
      } else if (/^<[a-z][^>]*>/i.test(text.slice(at))) {
        report('has a placeholder, which is a redirection');
      }
    }
  }
  if (quote !== undefined) faults.push({ line: openedAt, fault: `has a ${quote} that is not closed` });
  return faults;
}

/**
 * The commands of a Markdown text that do not paste unchanged into bash or zsh: `[{ line, fault }]`, lines from 1.
 * A block without a language and an indented command are faults too: nothing would check them.
 */
function commandFaults(markdown) {
  return codeBlocks(markdown).flatMap(({ language, shell, line, lines }) => {
    if (language === '') return [{ line, fault: 'begins a block without a language' }];
    if (language === 'indented') return [{ line, fault: 'has a command that is in no ```sh block' }];
    return shell ? faultsOfLines(lines) : [];
  });
}

/** What bash and zsh have and PowerShell lacks: their variables and substitutions, continued lines, Unix commands. */
const NOT_IN_POWERSHELL =
  /^\s*[A-Za-z_]+=|\$[A-Za-z_({]|\\$|^\s*(?:export|unset|for|do|done|while|if|fi)\b|(?:^|[|;&]\s*)(?:sed|grep|pkill|kill|rm|seq|test|cat)\s/;

/** The commands of a Markdown text that do not paste unchanged into PowerShell 7.3 or newer: `[{ line, fault }]`, lines from 1. */
function powershellFaults(markdown) {
  return codeBlocks(markdown)
    .filter(({ shell }) => shell)
    .flatMap(({ lines }) => lines)
    .filter(({ text }) => NOT_IN_POWERSHELL.test(text))
    .map(({ line }) => ({ line, fault: 'is not PowerShell' }));
}

module.exports = { commandFaults, powershellFaults };
