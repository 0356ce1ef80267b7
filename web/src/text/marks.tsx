/** Text as people write it in chats: *bold*, _italic_, ~struck~, `code` and links. Nothing of it is ever parsed as HTML. */
import type { ReactNode } from "react";

const LINK = /\bhttps?:\/\/[^\s<>"']+|\bwww\.[^\s<>"']+\.[^\s<>"']+/giu;
const MARK = /(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]{0,1000}?\S)\1(?![\p{L}\p{N}])|`([^`\n]{1,1000})`/u;
const TAGS = { "*": "strong", "_": "em", "~": "del" } as const;
const DEEPEST = 4;

/** Returns the text with its marks and links as elements. */
export function marked(text: string): ReactNode[] {
  const made: ReactNode[] = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    const link = trimmed(found[0]);
    made.push(...styled(text.slice(end, found.index), `${end}`, 0), anchor(link, found.index));
    end = found.index + link.length;
  }
  return [...made, ...styled(text.slice(end), `${end}`, 0)];
}

/** Leaves out what ends a sentence, and a bracket that was opened before the link. */
function trimmed(link: string): string {
  let found = link.replace(/[.,;:!?*_~]+$/u, "");
  const count = (sign: string) => found.split(sign).length;
  while (found.endsWith(")") && count(")") > count("(")) found = found.slice(0, -1);
  return found;
}

function anchor(link: string, key: number): ReactNode {
  const href = link.toLowerCase().startsWith("www.") ? `https://${link}` : link;
  return (
    <a key={`a${key}`} href={href} target="_blank" rel="noopener noreferrer nofollow" className="underline">
      {link}
    </a>
  );
}

function styled(text: string, key: string, depth: number): ReactNode[] {
  const made: ReactNode[] = [];
  let rest = text;
  for (let found = find(rest, depth); found; found = find(rest, depth)) {
    const [whole, mark, inner = "", code] = found;
    const Tag = mark ? TAGS[mark as keyof typeof TAGS] : "code";
    const at = `${key}.${made.length}`;
    made.push(
      rest.slice(0, found.index),
      <Tag key={at} className={code === undefined ? undefined : "rounded-sm bg-hover px-1 font-mono text-sm"}>
        {code ?? styled(inner, at, depth + 1)}
      </Tag>,
    );
    rest = rest.slice(found.index + whole.length);
  }
  if (rest) made.push(rest);
  return made;
}

const find = (text: string, depth: number) => (depth < DEEPEST ? MARK.exec(text) : null);
