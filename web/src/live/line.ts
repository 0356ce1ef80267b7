/** The line to the server: Socket.IO, the follower of its log, and what a page says of itself. */
import { io, type Socket } from "socket.io-client";
import type { Happening, Missed, Present } from "./envelope";
import { Follower } from "./follower";
import { meet, see, useStatus } from "./status";

export type Hearers = {
  take(name: string, event: Happening): void;
  reload(streams: readonly string[] | null): void;
  /** Role, permissions or areas are others now. */
  changed(): void;
  /** The login ended, and the line with it. */
  ended(): void;
};

const ANSWER = 20_000;
const AGAIN = 20_000;

export class Line {
  private readonly socket: Socket;
  private readonly follower: Follower;
  private viewed: number | null = null;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(private readonly hearers: Hearers) {
    this.socket = io({ transports: ["websocket"], reconnectionDelay: 500, reconnectionDelayMax: 5000 });
    this.follower = new Follower({
      sync: (since) => this.ask<Missed>("sync", { log: since }),
      take: (name, event) => hearers.take(name, event),
      reload: (streams) => hearers.reload(streams),
    });
    this.socket.on("connect", () => void this.connected());
    this.socket.on("disconnect", () => this.down());
    this.socket.on("connect_error", () => this.down());
    this.socket.onAny((name: string, body: unknown) => this.heard(name, body));
    this.timer = setInterval(() => this.sayWhere(), AGAIN);
    document.addEventListener("visibilitychange", this.woken);
  }

  close(): void {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.woken);
    this.socket.close();
  }

  /** Says at which conversation one is now, null for none. */
  view(conversation: number | null): void {
    this.viewed = conversation;
    this.sayWhere();
  }

  typing(conversation: number, on: boolean): void {
    if (this.socket.connected) this.socket.emit("typing", { conversation, on }, () => {});
  }

  private async connected(): Promise<void> {
    await this.follower.connected();
    useStatus.setState({ downSince: null });
    this.sayWhere();
  }

  private down(): void {
    useStatus.setState(({ downSince }) => ({ downSince: downSince ?? Date.now(), present: {} }));
  }

  private heard(name: string, body: unknown): void {
    if (name === "conversation:presence") see(body as Present);
    else if (name === "account:changed") this.hearers.changed();
    else if (name === "account:ended") this.hearers.ended();
    else void this.follower.heard(name, body);
  }

  /** After a sleep the timers of the page say nothing about what was missed: ask at once. */
  private readonly woken = (): void => {
    if (document.visibilityState !== "visible") return;
    if (this.socket.connected) void this.follower.connected();
    else this.socket.connect();
    this.sayWhere();
  };

  private sayWhere(): void {
    if (!this.socket.connected || document.visibilityState !== "visible") return;
    const conversation = this.viewed;
    this.ask<{ present: Omit<Present, "conversation">[] }>("viewing", { conversation })
      .then(({ present }) => conversation !== null && meet(conversation, present.map((one) => ({ ...one, conversation }))))
      .catch(() => {});
  }

  private async ask<T>(name: string, body: unknown): Promise<T> {
    const told = (await this.socket.timeout(ANSWER).emitWithAck(name, body)) as T & { error?: { code: string } };
    if (told.error) throw new Error(told.error.code);
    return told;
  }
}
