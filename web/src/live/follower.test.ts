import { describe, expect, it } from "vitest";
import type { Happening, Missed } from "./envelope";
import { Follower } from "./follower";

const event = (stream: string, seq: number): Happening => ({ stream, seq, ts: 0, type: "message.new", data: {} });

/** A server that keeps a log, and a client that may be cut off from it. */
function line() {
  const log: Happening[] = [];
  const taken: string[] = [];
  const reloads: (readonly string[] | null)[] = [];
  let broken = false;
  const follower = new Follower({
    async sync(since): Promise<Missed> {
      if (broken) throw new Error("cut");
      const events = log.slice(since).map((one) => Object.assign({ name: "message:new" }, one));
      return { events, resync: [], all: false, log: log.length };
    },
    take: (_, { stream, seq }) => taken.push(`${stream}/${seq}`),
    reload: (streams) => reloads.push(streams),
  });
  return {
    taken,
    reloads,
    follower,
    cut: (now: boolean) => (broken = now),
    happen(stream: string, seq: number, told = true) {
      const one = event(stream, seq);
      log.push(one);
      return told ? follower.heard("message:new", one) : Promise.resolve();
    },
    beat: (heads: Record<string, number> = {}) => follower.heard("heartbeat", { log: log.length, heads }),
  };
}

describe("a follower", () => {
  it("takes each event once, however often it is told", async () => {
    const one = line();
    await one.beat();
    await one.happen("a", 1);
    await one.follower.heard("message:new", event("a", 1));
    expect(one.taken).toEqual(["a/1"]);
  });

  it("loads anew what was loaded before it heard anything", async () => {
    const one = line();
    await one.follower.connected();
    expect(one.reloads).toEqual([null]);
    await one.beat();
    await one.follower.connected();
    expect(one.reloads).toEqual([null]);
  });

  it("asks for what came while it was away", async () => {
    const one = line();
    await one.beat();
    await one.happen("a", 1);
    await one.happen("a", 2, false);
    await one.happen("b", 1, false);
    await one.follower.connected();
    expect(one.taken).toEqual(["a/1", "a/2", "b/1"]);
  });

  it("notices at a heartbeat that something was never told, though the line held", async () => {
    const one = line();
    await one.beat();
    await one.happen("a", 1, false);
    await one.beat({ a: 1 });
    expect(one.taken).toEqual(["a/1"]);
  });

  it("remembers what it is owed when the line breaks while it asks", async () => {
    const one = line();
    await one.beat();
    await one.happen("a", 1, false);
    one.cut(true);
    await one.follower.connected();
    expect(one.taken).toEqual([]);
    one.cut(false);
    await one.beat();
    expect(one.taken).toEqual(["a/1"]);
  });

  it("loads everything anew where too much was missed", async () => {
    const reloads: unknown[] = [];
    const follower = new Follower({
      sync: async () => ({ events: [], resync: [], all: true, log: 9000 }),
      take: () => {},
      reload: (streams) => reloads.push(streams),
    });
    await follower.heard("heartbeat", { log: 1, heads: {} });
    expect(reloads).toEqual([null]);
  });
});
