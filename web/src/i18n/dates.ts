/** Moments as people say them, in the browser's time zone. */
import type { Language } from "./words";
import type { Words } from "./es";

const LOCALES: Record<Language, string> = { es: "es-AR", en: "en-GB" };
const DAY = 86_400_000;
const made = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions, moment: number): string {
  const key = `${language}${JSON.stringify(options)}`;
  const found = made.get(key) ?? new Intl.DateTimeFormat(LOCALES[language], options);
  made.set(key, found);
  return found.format(moment);
}

/** The beginning of the day of a moment. */
export function dayOf(moment: number): number {
  return new Date(moment).setHours(0, 0, 0, 0);
}

/** 14:05 */
export function clock(language: Language, moment: number): string {
  return format(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, moment);
}

/** Today, yesterday, the name of the day for a week, then the date. */
export function day(language: Language, words: Words, moment: number, now: number): string {
  const days = Math.round((dayOf(now) - dayOf(moment)) / DAY);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  if (days > 1 && days < 7) return format(language, { weekday: "long" }, moment);
  const year = new Date(now).getFullYear() === new Date(moment).getFullYear() ? {} : ({ year: "numeric" } as const);
  return format(language, { day: "numeric", month: "long", ...year }, moment);
}

/** As short as a list needs it: the time of today, else the day. */
export function brief(language: Language, words: Words, moment: number, now: number): string {
  const days = Math.round((dayOf(now) - dayOf(moment)) / DAY);
  if (days === 0) return clock(language, moment);
  if (days === 1) return words.yesterday;
  if (days > 1 && days < 7) return format(language, { weekday: "short" }, moment);
  return format(language, { day: "2-digit", month: "2-digit", year: "2-digit" }, moment);
}

/** With the day and the time, for details. */
export function full(language: Language, moment: number): string {
  return format(language, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }, moment);
}
