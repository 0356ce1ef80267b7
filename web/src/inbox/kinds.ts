/** What sort of message one is, in a word: for lists, quotes, and what has no renderer of its own. */
import { useWords } from "../i18n/words";

export function useKindWords(): (kind: string) => string {
  const words = useWords();
  const known: Record<string, string> = {
    image: words.kindImage, audio: words.kindAudio, video: words.kindVideo, file: words.kindFile, sticker: words.kindSticker,
    location: words.kindLocation, contact: words.kindContact, contacts: words.kindContact, template: words.kindTemplate,
    reaction: words.kindReaction, choices: words.kindChoices,
  };
  return (kind) => known[kind] ?? words.kindOther(kind);
}
