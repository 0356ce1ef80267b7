/** The words of the console in the language of whoever looks at it, and dates and numbers the same way. */
import { create } from "zustand";
import { Problem, speak, Unreachable } from "../api/client";
import { en } from "./en";
import { es, type Words } from "./es";

export const LANGUAGES = { es, en } as const satisfies Record<string, Words>;
export type Language = keyof typeof LANGUAGES;

const KEY = "cauce.language";

function first(): Language {
  const stored = localStorage.getItem(KEY);
  const wished = [stored ?? "", ...navigator.languages].map((one) => one.slice(0, 2));
  return wished.find((one): one is Language => one in LANGUAGES) ?? "es";
}

function show(language: Language): void {
  document.documentElement.lang = language;
  speak(language);
}

export const useLanguage = create<{ language: Language; choose(language: Language): void }>((set) => ({
  language: first(),
  choose(language) {
    localStorage.setItem(KEY, language);
    show(language);
    set({ language });
  },
}));

show(useLanguage.getState().language);

/** Takes up the language that somebody is known to prefer, unless this browser was told another. */
export function prefer(locale: string): void {
  if (!localStorage.getItem(KEY) && locale in LANGUAGES) {
    show(locale as Language);
    useLanguage.setState({ language: locale as Language });
  }
}

export function useWords(): Words {
  return LANGUAGES[useLanguage((state) => state.language)];
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
