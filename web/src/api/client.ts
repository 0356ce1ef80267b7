/** Calls to the server, typed by its routes. What goes wrong is a Problem, or Unreachable where nothing came back. */
import type { Api, ProblemCode } from "../gen/api";

export type Operation = keyof Api;
export type Answer<K extends Operation> = Api[K]["answer"];

/** What an operation takes. key: asked again under the same one, it is done once. match: the version that one saw. */
export type Given<K extends Operation> = Api[K]["given"] & { key?: string; match?: string; signal?: AbortSignal };

export type FieldProblem = { at: string; problem: string; code?: string };

/** What the server refused, as RFC 9457 tells it. Act on `code`; `message` is for people. */
export class Problem extends Error {
  override name = "Problem";
  constructor(
    readonly status: number,
    readonly code: ProblemCode | "unknown",
    message: string,
    readonly fields: readonly FieldProblem[] = [],
    readonly reference = "",
  ) {
    super(message);
  }
}

/** The server did not answer: the network, or it is being started again. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

export type Tagged<T> = { value: T; tag: string };

let language = "es";
let onSignedOut: () => void = () => {};

/** Says in which language the server shall tell problems. */
export function speak(lang: string): void {
  language = lang;
}

/** Says what is to be done when the server does not know us any more. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

/** Calls an operation and returns its answer. Throws Problem or Unreachable. */
export async function call<K extends Operation>(operation: K, given: Given<K>): Promise<Answer<K>> {
  return (await ask(operation, given)).value as Answer<K>;
}

/** Does so, and returns the version of what was read too. */
export async function read<K extends Operation>(operation: K, given: Given<K>): Promise<Tagged<Answer<K>>> {
  return (await ask(operation, given)) as Tagged<Answer<K>>;
}

/** The same for whichever operation: what it takes and answers is checked where it is called. */
type Asked = { params?: unknown; query?: unknown; body?: unknown; key?: string; match?: string; signal?: AbortSignal };

async function ask(operation: string, given: Asked): Promise<Tagged<unknown>> {
  const [method = "GET", path = ""] = operation.split(" ");
  const answer = await reach(address(path, given.params, given.query), {
    method,
    headers: headers(given),
    body: given.body ? JSON.stringify(given.body) : null,
    signal: given.signal ?? null,
  });
  if (!answer.ok) throw await problemOf(answer);
  return { value: answer.status === 204 ? null : await answer.json(), tag: answer.headers.get("ETag") ?? "" };
}

function headers(given: { body?: unknown; key?: string; match?: string }): Record<string, string> {
  return {
    "Accept-Language": language,
    ...(given.body ? { "Content-Type": "application/json" } : {}),
    ...(given.key ? { "Idempotency-Key": given.key } : {}),
    ...(given.match ? { "If-Match": given.match } : {}),
  };
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unreachable("unreachable");
  }
}

/** Returns the address of an operation with its parts and query filled in. */
export function address(path: string, params: unknown, query: unknown): string {
  const parts = (params ?? {}) as Record<string, unknown>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parts[name])));
  const asked = Object.entries((query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString();
  return search ? `${filled}?${search}` : filled;
}

type Told = { code?: ProblemCode; title?: string; detail?: string; errors?: FieldProblem[]; instance?: string };

async function problemOf(answer: Response): Promise<Problem> {
  const told = (await answer.json().catch(() => ({}))) as Told;
  if (told.code === "unauthenticated") onSignedOut();
  const field = told.errors?.[0]?.problem;
  const words = told.detail || field || told.title || `${answer.status}`;
  return new Problem(answer.status, told.code ?? "unknown", words, told.errors ?? [], told.instance ?? "");
}

/** Returns a key that nobody used yet. Pages that came by plain http have no randomUUID. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
