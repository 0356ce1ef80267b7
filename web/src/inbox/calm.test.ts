import { expect, it } from "vitest";
import { calmed } from "./calm";

const rows = (...ids: number[]) => ids.map((id) => ({ id }));
const seen = (now: number[], held: number[]) => {
  const found = calmed(rows(...now), held);
  return [found.rows.map(({ id }) => id), found.waiting];
};

it("a row that somebody points at stays where it is", () => {
  expect(seen([3, 1, 2], [1, 2, 3])).toEqual([[1, 2, 3], 0]);
});

it("what is new waits, and what is gone goes", () => {
  expect(seen([9, 8, 1, 3], [1, 2, 3])).toEqual([[1, 3], 2]);
});

it("a page that is scrolled to comes below at once", () => {
  expect(seen([1, 2, 3, 4], [1, 2])).toEqual([[1, 2, 3, 4], 0]);
});
