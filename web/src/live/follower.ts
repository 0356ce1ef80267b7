/**
 * Follows the log of events and misses nothing: what it is told twice it takes once, and what it was not told it asks for.
 * It knows nothing of sockets or of the page, as docs/api.md tells it.
 */
import { isHappening, type Happening, type Heartbeat, type Missed } from "./envelope";

export type Ears = {
  /** Asks what came after a place in the log. Rejects where the line breaks meanwhile. */
  sync(since: number): Promise<Missed>;
  /** Takes an event, once each and in the order of its stream. */
  take(name: string, event: Happening): void;
  /** Loads these streams anew; all of them for null. */
  reload(streams: readonly string[] | null): void;
};

export class Follower {
  private readonly last = new Map<string, number>();
  private place: number | null = null;
  /** Whether something may have been missed that nobody has told us yet. */
  private owed = false;
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly ears: Ears) {}

  /** The line is there, for the first time or again. Resolves once nothing is missing. */
  connected(): Promise<void> {
    this.owed = true;
    return this.queue(async () => {
      // What was loaded before the first connection may be older than the place that the first heartbeat tells.
      if (this.place === null) this.ears.reload(null);
      await this.catchUp();
    });
  }

  /** Something was told. */
  heard(name: string, body: unknown): Promise<void> {
    return this.queue(async () => {
      if (isHappening(body)) this.take(name, body);
      else if (name === "heartbeat") await this.beat(body as Heartbeat);
    });
  }

  /** One thing after the other: what comes waits while what was missed is asked for. */
  private queue(act: () => Promise<void>): Promise<void> {
    // What breaks while one event is taken is told to the page, and keeps no other from being taken.
    this.turn = this.turn.then(act).catch((error: unknown) => reportError(error));
    return this.turn;
  }

  private take(name: string, event: Happening): void {
    if (event.seq <= (this.last.get(event.stream) ?? 0)) return;
    this.last.set(event.stream, event.seq);
    this.ears.take(name, event);
  }

  private async beat({ log, heads }: Heartbeat): Promise<void> {
    if (this.place === null) {
      this.place = log;
      return this.catchUp();
    }
    const behind = Object.entries(heads).some(([stream, seq]) => (this.last.get(stream) ?? 0) < seq);
    if (behind || this.owed) await this.catchUp();
    // Where it could not be asked for, it is asked for from where we were.
    if (!this.owed) this.place = log;
  }

  private async catchUp(): Promise<void> {
    if (this.place === null) return;
    const missed = await this.ears.sync(this.place).catch(() => null);
    this.owed = missed === null;
    if (missed === null) return;
    for (const event of missed.events) this.take(event.name, event);
    if (missed.all) this.ears.reload(null);
    else if (missed.resync.length) this.ears.reload(missed.resync);
    this.place = Math.max(this.place, missed.log);
  }
}
