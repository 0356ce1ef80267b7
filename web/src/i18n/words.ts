/** The words of the console in the language of whoever looks at it, and dates and numbers the same way. */
import { create } from "zustand";
import { Problem, speak, Unreachable } from "../api/client";
import { es, type Words } from "./es";

export const LANGUAGES = ["es", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The words that are at hand. Spanish always is; others come when they are asked for. */
const known: Partial<Record<Language, Words>> = { es };

const KEY = "cauce.language";

function first(): Language {
  const stored = localStorage.getItem(KEY);
  const wished = [stored ?? "", ...navigator.languages].map((one) => one.slice(0, 2));
  return LANGUAGES.find((one) => one === wished.find((wish) => LANGUAGES.some((found) => found === wish))) ?? "es";
}

async function show(language: Language): Promise<void> {
  if (language === "en") known.en ??= (await import("./en")).en;
  document.documentElement.lang = language;
  speak(language);
  useLanguage.setState({ language });
}

export const useLanguage = create<{ language: Language; choose(language: Language): void }>(() => ({
  language: "es",
  choose(language) {
    localStorage.setItem(KEY, language);
    void show(language);
  },
}));

/** Resolves once the words are there that the page is first drawn with. */
export const ready = (): Promise<void> => show(first());

/** Takes up the language that somebody is known to prefer, unless this browser was told another. */
export function prefer(locale: string): void {
  const found = LANGUAGES.find((one) => one === locale);
  if (found && !localStorage.getItem(KEY)) void show(found);
}

export function useWords(): Words {
  return known[useLanguage((state) => state.language)] ?? es;
}

/** Returns what says in words what went wrong. */
export function useProblemWords(): (error: unknown) => string {
  const words = useWords();
  return (error) => problemWords(words, error);
}

export function problemWords(words: Words, error: unknown): string {
  if (error instanceof Unreachable) return words.unreachable;
  if (error instanceof Problem) return error.reference ? `${error.message} (${error.reference})` : error.message;
  return words.unexpected;
}
