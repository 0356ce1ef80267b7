import { expect, it } from "vitest";
import { canDo } from "./can";

const OPERATOR = { write: true, assign: false };
const LEAD = { write: true, assign: true };
const one = (owner: "bot" | "queue" | "human" | "paused", assignee: number | null = null, opened = true, closed_at: number | null = null) => ({
  owner, assignee, opened, closed_at,
});
const can = (...given: Parameters<typeof canDo>) => Object.entries(canDo(...given)).flatMap(([name, yes]) => (yes ? name : []));

it("what waits may be taken, by the bot, a queue, a pause or a phone", () => {
  for (const owner of ["bot", "queue", "paused", "human"] as const) expect(can(one(owner), 7, OPERATOR, 0)).toEqual(["take"]);
});

it("who has it speaks, and hands it on", () => {
  expect(can(one("human", 7), 7, OPERATOR, 0)).toEqual(["handOn", "speak"]);
});

it("a colleague's is for who leads to take over", () => {
  expect(can(one("human", 8), 7, OPERATOR, 0)).toEqual([]);
  expect(can(one("human", 8), 7, LEAD, 0)).toEqual(["takeOver", "handOn"]);
});

it("a closed one is opened again for a day", () => {
  expect(can(one("human", 7, false, 0), 7, LEAD, 3_600_000)).toEqual(["reopen"]);
  expect(can(one("human", 7, false, 0), 7, LEAD, 25 * 3_600_000)).toEqual([]);
});

it("who may only look does nothing", () => {
  expect(can(one("queue"), 7, { write: false, assign: false }, 0)).toEqual([]);
});
